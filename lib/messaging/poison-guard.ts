import type { Table } from "../storage/table.ts";
import type { PoisonGuard } from "./bus.ts";

/** Stores how often handling of each message was begun without being finished. */
export const poisonGuardIn = (marks: Table<number>): PoisonGuard => ({
	async begin(id) {
		return (await marks.update(id, (count = 0) => count + 1))!;
	},

	async end(id) {
		await marks.remove(id);
	},
});
