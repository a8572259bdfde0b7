import { randomBytes, type ScryptOptions, scrypt as scryptWithCallback, timingSafeEqual } from "node:crypto";
import { promisify } from "node:util";
import { config } from "../../lib/config/config.ts";

const scrypt = promisify<string, Buffer, number, ScryptOptions, Buffer>(scryptWithCallback);

/** Each guess costs 32 MB, and about 70 ms for each pass. */
const COST = 2 ** 15;
const BLOCK_SIZE = 8;
const KEY_BYTES = 32;
const MAX_MEMORY = 64 * 1024 * 1024;

/** Normalizes, because keyboards encode the same Hangul in different code points. */
const derive = (password: string, salt: Buffer, cost: number, passes: number): Promise<Buffer> =>
	scrypt(password.normalize("NFKC"), salt, KEY_BYTES, { N: cost, r: BLOCK_SIZE, p: passes, maxmem: MAX_MEMORY });

interface Parts {
	cost: number;
	passes: number;
	salt: string;
	key: string;
}

/** Hashes of older versions have one pass, and do not name it. */
const partsOf = (hash: string): Parts => {
	const parts = hash.split(":");
	const [salt, key] = parts.slice(-2) as [string, string];
	return { cost: Number(parts[1]), passes: parts.length === 5 ? Number(parts[2]) : 1, salt, key };
};

/** Returns `scrypt:32768:<passes>:<salt>:<key>`. The cost is part of it, so that it can be raised later. */
export const hashPassword = async (password: string, passes = config.passwordCost): Promise<string> => {
	const salt = randomBytes(16);
	const key = await derive(password, salt, COST, passes);
	return ["scrypt", COST, passes, salt.toString("base64url"), key.toString("base64url")].join(":");
};

/** Matches no password and costs as much to check, so that timing does not reveal unknown accounts. */
const dummyHash = (): string =>
	["scrypt", COST, config.passwordCost, randomBytes(16).toString("base64url"), randomBytes(KEY_BYTES).toString("base64url")].join(":");

export const isPasswordOf = async (hash: string | null | undefined, password: string): Promise<boolean> => {
	const { cost, key, passes, salt } = partsOf(hash ?? dummyHash());
	const derived = await derive(password, Buffer.from(salt, "base64url"), cost, passes);
	return timingSafeEqual(derived, Buffer.from(key, "base64url"));
};

/** Whether a hash is cheaper to guess than new ones. */
export const isOutdated = (hash: string): boolean => {
	const { cost, passes } = partsOf(hash);
	return cost * passes < COST * config.passwordCost;
};
