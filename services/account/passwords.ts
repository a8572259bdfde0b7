import { randomBytes, type ScryptOptions, scrypt as scryptWithCallback, timingSafeEqual } from "node:crypto";
import { promisify } from "node:util";

const scrypt = promisify<string, Buffer, number, ScryptOptions, Buffer>(scryptWithCallback);

/** Each guess costs 32 MB and about 70 ms. */
const COST = 2 ** 15;
const BLOCK_SIZE = 8;
const KEY_BYTES = 32;
const MAX_MEMORY = 64 * 1024 * 1024;

/** Normalizes, because keyboards encode the same Hangul in different code points. */
const derive = (password: string, salt: Buffer, cost: number): Promise<Buffer> =>
	scrypt(password.normalize("NFKC"), salt, KEY_BYTES, { N: cost, r: BLOCK_SIZE, p: 1, maxmem: MAX_MEMORY });

/** Returns `scrypt:32768:<salt>:<key>`. The cost is part of it, so that it can be raised later. */
export const hashPassword = async (password: string): Promise<string> => {
	const salt = randomBytes(16);
	const key = await derive(password, salt, COST);
	return ["scrypt", COST, salt.toString("base64url"), key.toString("base64url")].join(":");
};

/** Matches no password and costs as much to check, so that timing does not reveal unknown accounts. */
const DUMMY_HASH = ["scrypt", COST, randomBytes(16).toString("base64url"), randomBytes(KEY_BYTES).toString("base64url")].join(":");

export const isPasswordOf = async (hash: string | null | undefined, password: string): Promise<boolean> => {
	const [, cost, salt, key] = (hash ?? DUMMY_HASH).split(":");
	const derived = await derive(password, Buffer.from(salt!, "base64url"), Number(cost));
	return timingSafeEqual(derived, Buffer.from(key!, "base64url"));
};
