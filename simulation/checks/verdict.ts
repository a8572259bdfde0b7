import type { Server } from "../bus/server.ts";
import { EPOCH } from "../clock/virtual-time.ts";
import { POISON } from "../faults/injector.ts";
import type { History } from "../participants/history.ts";
import { AUTOMATED } from "../participants/opening.ts";
import { PROBE, type Seen } from "../system/probe.ts";
import { audit, conflictingEndings, wrongCharges, wrongPrices, wrongRiders, wrongScores, wrongStock } from "./books.ts";
import { causalFaults } from "./causal-order.ts";
import { expensiveDocuments, repeatedMessages } from "./cost.ts";
import { nonLinearizable } from "./linearizability.ts";
import { deadLetters, fullOutboxes, openOrders, overdueTimers, unpublishedMessages, waitingMessages } from "./liveness.ts";
import { MODELS } from "./models.ts";
import type { Problem } from "./problem.ts";
import type { Records } from "./records.ts";

/** What a run leaves behind. Times are virtual, in ms. */
export interface Evidence {
	records: Records;
	server: Server;
	history: History;
	/** How many lives the stocks were made for. */
	lives: number;
	/** Orders that their customers were told of. */
	acknowledged: string[];
	/** Errors that no caller may receive. */
	callFailures: string[];
	crashes: string[];
	/** By document. */
	writes: ReadonlyMap<string, number>;
	/** Undefined without faults. */
	faults: { from: number; until: number } | undefined;
	upgradedFrom: number;
	/** Messages when everything was settled. */
	settledMessages: number;
}

/** After a fault, messages may be repeated for this long; ms. */
const AFTERMATH = 60_000;

/** What is still under way. */
export const unsettled = (records: Records, server: Server): Problem[] => [
	...openOrders(records),
	...fullOutboxes(records),
	...overdueTimers(records, Date.now()),
	...waitingMessages(server),
];

const foundAs =
	(rule: string) =>
	(found: string): Problem => ({ rule, found });

const lostOrders = (records: Records, acknowledged: string[]): Problem[] =>
	acknowledged
		.filter((id) => !records.find("order", id))
		.map((orderId) => ({ rule: "an acknowledged order is kept", orderId, found: "no such order" }));

/** Ends of orders that only the new version of a service handles, and that are lost to it. */
const missedByProbe = (records: Records, from: number): Problem[] =>
	records.orders
		.filter(({ id, updatedAt }) => updatedAt - EPOCH > from && !records.find<Seen>(PROBE, id)?.hasEnded)
		.map(({ id, status }) => ({ rule: "a new version gets what it subscribes to", orderId: id, found: `the end of a ${status} order` }));

/** The orders of stores that do nothing by themselves. */
const ofPeople = ({ byOrder }: History, records: Records): History["byOrder"] => {
	const automated = new Set(records.orders.filter(({ auto, storeId }) => storeId === AUTOMATED || auto.brew).map(({ id }) => id));
	return new Map([...byOrder].filter(([id]) => !automated.has(id)));
};

const costs = ({ faults, server, writes }: Evidence): Problem[] =>
	faults
		? repeatedMessages(server, faults.until + AFTERMATH, faults.from - AFTERMATH)
		: [...repeatedMessages(server, 0, 0), ...expensiveDocuments(writes)];

/** Everything that is wrong, the gravest first. */
export const judge = (evidence: Evidence): Problem[] => {
	const { acknowledged, callFailures, crashes, faults, history, lives, records, server, settledMessages, upgradedFrom } = evidence;
	const late = server.messages.slice(settledMessages).map(({ id }) => id);
	return [
		...crashes.map(foundAs("no process crashes by itself")),
		...callFailures.map(foundAs("callers receive no internal errors")),
		...lostOrders(records, acknowledged),
		...unsettled(records, server),
		...late.map(foundAs("nothing is published once all is settled")),
		...unpublishedMessages(records, server),
		...deadLetters(records, (id) => id.startsWith(POISON)),
		...audit(records),
		...wrongCharges(records),
		...wrongPrices(records),
		...wrongStock(records, lives),
		...wrongScores(records),
		...wrongRiders(records),
		...conflictingEndings(server.messages),
		...missedByProbe(records, upgradedFrom),
		...nonLinearizable(ofPeople(history, records), MODELS, faults !== undefined),
		// A fault may delay a cause beyond the time that the log waits for it.
		...(faults ? [] : causalFaults(records.events).map(foundAs("a cause is logged before its effects"))),
		...costs(evidence),
	];
};
