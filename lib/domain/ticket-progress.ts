import type { BrewSnapshot } from "../../contracts/brew.ts";

/** How many units of each line of a ticket are made. Tickets of earlier versions, and those without a tick, have no such record. */
export const madeOf = ({ lines, made, status }: Pick<BrewSnapshot, "lines" | "made" | "status">): number[] =>
	status === "brewed" ? lines.map(({ quantity }) => quantity) : (made ?? lines.map(() => 0));
