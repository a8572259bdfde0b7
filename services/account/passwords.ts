import { randomBytes, type ScryptOptions, scrypt as scryptWithCallback, timingSafeEqual } from "node:crypto";
import { promisify } from "node:util";

const scrypt = promisify<string, Buffer, number, ScryptOptions, Buffer>(scryptWithCallback);

/** 32 MB and some 70 ms for each guess. */
const COST = 2 ** 15;
const BLOCK_SIZE = 8;
const KEY_BYTES = 32;
const MAX_MEMORY = 64 * 1024 * 1024;

/** Two keyboards may write the same Hangul in different code points. */
const derive = (password: string, salt: Buffer, cost: number): Promise<Buffer> =>
	scrypt(password.normalize("NFKC"), salt, KEY_BYTES, { N: cost, r: BLOCK_SIZE, p: 1, maxmem: MAX_MEMORY });

/** `scrypt:32768:<salt>:<key>`: names its cost, so that it can be raised later. */
export const hashPassword = async (password: string): Promise<string> => {
	const salt = randomBytes(16);
	const key = await derive(password, salt, COST);
	return ["scrypt", COST, salt.toString("base64url"), key.toString("base64url")].join(":");
};

/** Fits no password, and takes as long to find out. */
const NOBODYS = ["scrypt", COST, randomBytes(16).toString("base64url"), randomBytes(KEY_BYTES).toString("base64url")].join(":");

export const isPasswordOf = async (hash: string | null | undefined, password: string): Promise<boolean> => {
	const [, cost, salt, key] = (hash ?? NOBODYS).split(":");
	const derived = await derive(password, Buffer.from(salt!, "base64url"), Number(cost));
	return timingSafeEqual(derived, Buffer.from(key!, "base64url"));
};
