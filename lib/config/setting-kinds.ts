import { accessSync, constants } from "node:fs";

/** What a setting may be: how its text is read, and the words that say so when it cannot be. */
export interface Kind<T> {
	allowed: string;
	/** Undefined when the text is not allowed. */
	read(text: string): T | undefined;
}

const within = (value: number, min: number, max: number): number | undefined => (value >= min && value <= max ? value : undefined);

export const integer = (min: number, max: number): Kind<number> => ({
	allowed: `a whole number from ${min} to ${max}`,
	read: (text) => (/^-?\d{1,15}$/.test(text) ? within(Number(text), min, max) : undefined),
});

export const decimal = (min: number, max: number): Kind<number> => ({
	allowed: `a number from ${min} to ${max}`,
	read: (text) => (/^\d{1,9}(\.\d{1,9})?$/.test(text) ? within(Number(text), min, max) : undefined),
});

export const boolean: Kind<boolean> = {
	allowed: "true or false",
	read: (text) => (text === "true" ? true : text === "false" ? false : undefined),
};

export const text = (minLength = 1): Kind<string> => ({
	allowed: minLength > 1 ? `a text of at least ${minLength} characters` : "a text",
	read: (text) => (text.length >= minLength ? text : undefined),
});

export const matching = (pattern: RegExp, allowed: string): Kind<string> => ({
	allowed,
	read: (text) => (pattern.test(text) ? text : undefined),
});

export const choice = <const Choice extends string>(...choices: Choice[]): Kind<Choice> => ({
	allowed: `one of ${choices.join(", ")}`,
	read: (text) => choices.find((one) => one === text),
});

export const url = (...schemes: string[]): Kind<string> => ({
	allowed: `an address that begins with ${schemes.map((scheme) => `${scheme}://`).join(" or ")}`,
	read: (text) => (URL.canParse(text) && schemes.includes(new URL(text).protocol.slice(0, -1)) ? text : undefined),
});

/** An origin as browsers send it: scheme, host, port and nothing behind. */
export const origin: Kind<string> = {
	allowed: "* or an origin like https://shop.example",
	read: (text) => (text === "*" || (URL.canParse(text) && new URL(text).origin === text) ? text : undefined),
};

export const list = (item: Kind<string>): Kind<readonly string[]> => ({
	allowed: `a comma-separated list, each ${item.allowed}`,
	read(text) {
		const items = text.split(",").map((part) => part.trim());
		return items.every((part) => item.read(part) !== undefined) ? items : undefined;
	},
});

const isReadable = (path: string): boolean => {
	try {
		accessSync(path, constants.R_OK);
		return true;
	} catch {
		// Whatever the reason is, the caller can only name the file.
		return false;
	}
};

export const file: Kind<string> = {
	allowed: "a file that this process may read",
	read: (text) => (isReadable(text) ? text : undefined),
};
