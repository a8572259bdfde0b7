import type { Move } from "./moving.ts";

/** What a key does on the board. */
export type Deed = Move | { type: "main" | "reject" | "undo" | "stock" | "find" | "keys" };

export const isMove = (deed: Deed): deed is Move => deed.type === "tile" || deed.type === "column" || deed.type === "pick";

/** By place on the keyboard, for a Korean one says ㄱ where it has an R. */
const DEEDS: Record<string, Deed> = {
	ArrowUp: { type: "tile", by: -1 },
	ArrowDown: { type: "tile", by: 1 },
	ArrowLeft: { type: "column", by: -1 },
	ArrowRight: { type: "column", by: 1 },
	Enter: { type: "main" },
	NumpadEnter: { type: "main" },
	KeyR: { type: "reject" },
	KeyU: { type: "undo" },
	KeyS: { type: "stock" },
	Slash: { type: "find" },
};

export interface Press {
	key: string;
	code: string;
	shiftKey: boolean;
	ctrlKey: boolean;
	altKey: boolean;
	metaKey: boolean;
}

export const deedOf = ({ altKey, code, ctrlKey, key, metaKey, shiftKey }: Press): Deed | undefined => {
	if (altKey || ctrlKey || metaKey) return undefined;
	if (key === "?") return { type: "keys" };
	if (shiftKey) return undefined;
	const digit = /^(?:Digit|Numpad)([1-9])$/.exec(code)?.[1];
	return digit ? { type: "pick", index: Number(digit) - 1 } : DEEDS[code];
};
