import type { Audit, DeadLetter, DeadLetters, Overview, Why } from "../../contracts/ops.ts";
import type { showCancellation, showOrder } from "../../lib/domain/order-view.ts";
import { money, section, table, when } from "./text.ts";

export type Order = ReturnType<typeof showOrder>;
export type Cancellation = ReturnType<typeof showCancellation>;
export interface Happening {
	type: string;
	at: string;
}

const RAW_LENGTH = 300;

/** A line and, below it, its options and its note. */
const lineRows = ({ name, note, options = [], price, quantity }: Order["lines"][number]): string[][] => [
	[`${quantity} × ${name.en}`, money(quantity * price)],
	...options.map((option) => [`  ${option.name.en}${option.quantity > 1 ? ` × ${option.quantity}` : ""}`, ""]),
	...(note === undefined ? [] : [[`  “${note}”`, ""]]),
];

/** `parts` maps a service to the order's status there. */
export const orderPage = (order: Order, parts: Record<string, string>, history: Happening[] | undefined): string => {
	const { amounts, fulfilment, id, kind, lines, number, payment, reason, status, storeId } = order;
	const title = `${number}  ${id}  ${status}${reason ? ` (${reason})` : ""}, ${kind} for ${fulfilment} at ${storeId}`;
	const facts = table(
		...lines.flatMap(lineRows),
		...(order.parcel ? [[order.parcel.item, `to ${order.parcel.to.address}`]] : []),
		["total", `${money(amounts.total)}, including delivery ${money(amounts.delivery)}`],
		["payment", `${payment.timing}, ${payment.status}`],
		...Object.entries(parts),
		["cancellation", order.cancellation ? cancellationLine(order.cancellation) : "not requested"],
		["changed", when(order.updatedAt)],
	);
	const events = history?.map(({ at, type }) => [when(at), type]) ?? [];
	return [title, facts, section("history", events, history ? "no events yet" : "unavailable")].join("\n");
};

export const cancellationLine = ({ attempts, code, nextAttemptAt, status }: Cancellation): string => {
	if (status === "held") return `held, attempts: ${attempts}, next ${when(nextAttemptAt)}`;
	return code === null ? status : `${status}: ${code}`;
};

export const whyPage = ({ away, next, orderId, since, status, waitsFor }: Why): string =>
	[
		`${orderId} is ${status} since ${when(since)}`,
		`  waiting for ${waitsFor.who}: ${waitsFor.what}${waitsFor.until === null ? "" : `, until ${when(waitsFor.until)}`}`,
		section(
			"next",
			next.map((step) => [step.actor, step.command ?? `sends ${step.message}`, when(step.at)]),
			"no automatic step",
		),
		...away.map((actor) => `${actor} is unavailable`),
	].join("\n");

export const heldPage = (held: Overview["heldCancellations"]): string =>
	section(
		"held cancellations",
		held?.map(({ attempts, nextAttemptAt, orderId, requestedAt }) => [
			orderId,
			`requested ${when(requestedAt)}`,
			`attempts: ${attempts}`,
			`next ${when(nextAttemptAt)}`,
		]) ?? [],
		held === null ? "order is unavailable" : "none",
	);

const unavailableGroups = (groups: string[]): string[] =>
	groups.length === 0 ? [] : [`dead letters of ${groups.join(", ")}: not available, because they do not answer`];

const deadLetterText = ({ at, attempts, error, group, id, raw, type }: DeadLetter): string =>
	[
		`${group} could not handle ${type}, ${attempts} attempts, ${when(at)}`,
		`  ${error}`,
		`  ${raw.slice(0, RAW_LENGTH)}`,
		`  dead-letters retry ${id}`,
	].join("\n");

export const deadLettersPage = ({ items, unavailable }: DeadLetters): string =>
	[...(items.length === 0 ? ["dead letters: none"] : items.map(deadLetterText)), ...unavailableGroups(unavailable)].join("\n\n");

export const auditPage = ({ checked, ok, violations }: Audit): string =>
	ok
		? `No violations in ${checked} orders.`
		: violations.map(({ found, orderId, rule }) => `${orderId} violates "${rule}"\n  ${found}`).join("\n");

const nodesPage = ({ nodes }: Overview): string =>
	section(
		"nodes",
		nodes.map(({ available, id, residentMb, services, uptimeSeconds }) => [
			id,
			available ? `up ${uptimeSeconds} s` : "down",
			residentMb === null ? null : `${residentMb} MB`,
			services.join(" "),
		]),
	);

export const overviewPage = (overview: Overview): string =>
	[
		nodesPage(overview),
		section(
			"open or half-open circuit breakers",
			overview.breakers.filter(({ state }) => state !== "closed").map(({ action, node, on, state }) => [action, `${node} → ${on}`, state]),
		),
		section(
			"queues",
			overview.queues.map(({ deadLettered, group, handled, inHand, pending, redelivered }) => [
				group,
				`${pending} waiting`,
				`${inHand} in progress`,
				`${handled} handled`,
				`${redelivered} redelivered`,
				`${deadLettered} dead-lettered`,
			]),
		),
		heldPage(overview.heldCancellations),
		`dead letters: ${overview.deadLetters.count}`,
		...unavailableGroups(overview.deadLetters.unavailable),
	].join("\n");
