import type { Suspects } from "./bus/bus.ts";
import type { Documents } from "./store/documents.ts";

/** One mark a message, whose version counts. */
export const suspectsIn = (marks: Documents<null>): Suspects => ({
	async begin(id) {
		for (;;) {
			const version = (await marks.load(id))?.version ?? 0;
			const next = { _id: id, version: version + 1, state: null, seen: {}, outbox: [] };
			if (await (version === 0 ? marks.create(next) : marks.replace(next, version))) return next.version;
		}
	},

	async end(id) {
		const found = await marks.load(id);
		if (found) await marks.remove(id, found.version);
	},
});
