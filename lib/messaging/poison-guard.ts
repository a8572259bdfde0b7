import type { Table } from "../storage/table.ts";
import type { Suspects } from "./bus.ts";

/** Counts, per message, how often handling it began without coming to an end. */
export const suspectsIn = (marks: Table<number>): Suspects => ({
	async begin(id) {
		return (await marks.update(id, (count = 0) => count + 1))!;
	},

	async end(id) {
		await marks.remove(id);
	},
});
