import type { Move } from "./navigation.ts";

/** What a key does on the board. */
export type KeyAction = Move | { type: "main" | "reject" | "undo" | "stock" | "find" | "keys" };

export const isMove = (action: KeyAction): action is Move => action.type === "tile" || action.type === "column" || action.type === "pick";

/** By position (`code`), because with a Korean layout the R key types ㄱ. */
const ACTIONS: Record<string, KeyAction> = {
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

export const actionOf = ({ altKey, code, ctrlKey, key, metaKey, shiftKey }: Press): KeyAction | undefined => {
	if (altKey || ctrlKey || metaKey) return undefined;
	if (key === "?") return { type: "keys" };
	if (shiftKey) return undefined;
	const digit = /^(?:Digit|Numpad)([1-9])$/.exec(code)?.[1];
	return digit ? { type: "pick", index: Number(digit) - 1 } : ACTIONS[code];
};
