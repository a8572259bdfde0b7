import type { Table } from "../storage/table.ts";
import type { PoisonGuard } from "./bus.ts";

/** Counts, per message, how often handling it began without coming to an end. */
export const poisonGuardIn = (marks: Table<number>): PoisonGuard => ({
	async begin(id) {
		return (await marks.update(id, (count = 0) => count + 1))!;
	},

	async end(id) {
		await marks.remove(id);
	},
});
