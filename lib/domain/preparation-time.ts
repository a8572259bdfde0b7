import type { Line } from "../../contracts/notation/common.ts";

/** Milliseconds that one barista needs for all lines. */
export const preparation = (lines: Pick<Line, "prepSeconds" | "quantity">[]): number =>
	lines.reduce((sum, { prepSeconds, quantity }) => sum + prepSeconds * quantity, 0) * 1000;
