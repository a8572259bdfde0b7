import { accessSync, constants } from "node:fs";

/** A kind of setting: parses the text, and describes the allowed values in error messages. */
export interface Kind<T> {
	allowed: string;
	/** Returns undefined if the text is not allowed. */
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
	allowed: minLength > 1 ? `a string of at least ${minLength} characters` : "a string",
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
	allowed: `a URL that starts with ${schemes.map((scheme) => `${scheme}://`).join(" or ")}`,
	read: (text) => (URL.canParse(text) && schemes.includes(new URL(text).protocol.slice(0, -1)) ? text : undefined),
});

const isTimeZone = (text: string): boolean => {
	try {
		return new Intl.DateTimeFormat("en", { timeZone: text }).resolvedOptions().timeZone.length > 0;
	} catch {
		return false;
	}
};

export const timeZone: Kind<string> = {
	allowed: "a time zone such as Asia/Seoul",
	read: (text) => (isTimeZone(text) ? text : undefined),
};

/** An origin as browsers send it: scheme, host and port only. */
export const origin: Kind<string> = {
	allowed: "* or an origin such as https://shop.example",
	read: (text) => (text === "*" || (URL.canParse(text) && new URL(text).origin === text) ? text : undefined),
};

export const list = (item: Kind<string>): Kind<readonly string[]> => ({
	allowed: `a comma-separated list, each item ${item.allowed}`,
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
		// The reason does not matter: the error message only names the file.
		return false;
	}
};

export const file: Kind<string> = {
	allowed: "a file that this process can read",
	read: (text) => (isReadable(text) ? text : undefined),
};
