import { hash } from "node:crypto";
import type { JWTPayload } from "jose";
import type { Language } from "../../contracts/catalogue/problems.ts";
import type { Caller, Role } from "./caller.ts";

const NAME_LENGTH = 100;
const SLUG = /^[a-z0-9][a-z0-9-]{0,99}$/;

/** The account id of an external user. No local id has this form, and no other provider can produce it: the issuer is part of the hash. */
export const accountIdOf = (issuer: string, subject: string): string =>
	`acc_ext_${hash("sha256", JSON.stringify([issuer, subject]), "hex").slice(0, 40)}`;

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === "object" && value !== null;
const within = (value: unknown, name: string): unknown => (isRecord(value) && Object.hasOwn(value, name) ? value[name] : undefined);

/** A claim by its exact name, which may contain dots, or by its path. */
const claimAt = (claims: JWTPayload, path: string): unknown => within(claims, path) ?? path.split(".").reduce<unknown>(within, claims);

const namesIn = (claim: unknown): string[] => {
	const names = typeof claim === "string" ? claim.split(" ") : Array.isArray(claim) ? claim : [];
	return names.filter((name) => typeof name === "string");
};

/** The role that a grant such as `couriers=rider` or `store-*=staff:*` gives for a name, if it matches. */
const grantedBy = (grant: string, name: string): string | undefined => {
	const [pattern = "", role] = grant.split("=");
	if (!pattern.endsWith("*")) return pattern === name ? role : undefined;
	const prefix = pattern.slice(0, -1);
	const storeId = name.slice(prefix.length);
	return name.startsWith(prefix) && SLUG.test(storeId) ? `staff:${storeId}` : undefined;
};

/** Roles in the order of the grants. Staff works in one store: the first of several wins. */
export const rolesOf = (claims: JWTPayload, path: string, grants: readonly string[]): Pick<Caller, "roles" | "storeId"> => {
	const names = namesIn(claimAt(claims, path));
	const granted = grants.flatMap((grant) => names.flatMap((name) => grantedBy(grant, name) ?? []));
	if (granted.length === 0) return { roles: ["customer"] };
	const storeId = granted.find((role) => role.startsWith("staff:"))?.slice("staff:".length);
	const roles = [...new Set(granted.map((role) => role.split(":", 1)[0] as Role))];
	return { roles, ...(storeId === undefined ? undefined : { storeId }) };
};

export const nameOf = ({ name, preferred_username }: JWTPayload): string | null => {
	const found = [name, preferred_username].find((one) => typeof one === "string" && one.trim() !== "") as string | undefined;
	return found === undefined ? null : [...found.trim()].slice(0, NAME_LENGTH).join("");
};

export const languageOf = ({ locale }: JWTPayload): Language => (typeof locale === "string" && /^en\b/i.test(locale) ? "en" : "ko");
