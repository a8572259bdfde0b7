import type { Language } from "../../contracts/problems.ts";
import type { Role } from "../../lib/caller.ts";
import { slug, text } from "../../lib/params.ts";

export interface NewAccount {
	phone: string;
	password: string;
	name: string;
	language?: Language;
	roles?: Role[];
	storeId?: string;
}

export interface Wish {
	name?: string;
	language?: Language;
	password?: string;
	currentPassword?: string;
}

const phone = { type: "string", pattern: "^\\d{9,15}$", max: 15 } as const;
const newPassword = { type: "string", min: 8, max: 200 } as const;
/** What somebody claims their password is; how a password has to be is no business of theirs. */
const knownPassword = { type: "string", max: 200 } as const;
const language = { type: "enum", values: ["ko", "en"], optional: true } as const;
const roles = {
	type: "array",
	items: { type: "enum", values: ["customer", "staff", "rider", "operator"] },
	min: 1,
	unique: true,
	optional: true,
} as const;

/** It has been through our own hands: the types are enough. */
export const introduction = {
	$$strict: true,
	id: "string",
	name: { type: "string", nullable: true },
	language: "string",
	roles: { type: "array", items: "string" },
	storeId: { type: "string", nullable: true },
	issuedAt: "number",
} as const;

export const registration = {
	$$strict: true,
	phone,
	password: newPassword,
	name: text(100),
	language,
	roles,
	storeId: { ...slug, optional: true },
} as const;

export const credentials = { $$strict: true, phone: { type: "string", max: 50 }, password: knownPassword } as const;

export const change = {
	$$strict: true,
	name: { ...text(100), optional: true },
	language,
	password: { ...newPassword, optional: true },
	currentPassword: { ...knownPassword, optional: true },
} as const;
