import type { Server } from "../bus/server.ts";
import type { Problem } from "./problem.ts";

/** Most writes of one document of an order, including the clearing of its outbox; the slowest delivery needs about half. */
const MOST_WRITES = 60;

/** Nodes that write the same document in quick succession each publish its outbox, until it is cleared; ms. */
const CLEARED_WITHIN = 2_000;

/** Without faults a message is published while its outbox is fresh, and never again: after the last fault, and before the first. */
export const repeatedMessages = ({ publications }: Server, after: number, before: number): Problem[] =>
	[...publications]
		.filter(([, times]) => times.at(-1)! - times[0]! > CLEARED_WITHIN && (times[0]! >= after || times.at(-1)! < before))
		.map(([id, times]) => ({
			rule: "a message is not published again later",
			orderId: id.split("/")[1],
			found: `${id} was published ${times.length} times, at ${times.map((at) => Math.round(at / 1_000)).join(", ")} s`,
		}));

export const expensiveDocuments = (writes: ReadonlyMap<string, number>): Problem[] =>
	[...writes]
		.filter(([key, count]) => count > MOST_WRITES && key.includes("/ord_"))
		.map(([key, count]) => ({
			rule: "an order costs few writes",
			orderId: key.slice(key.indexOf("/") + 1),
			found: `${key} was written ${count} times`,
		}));
