import type { Audit, DeadLetter, Overview, Why } from "../../contracts/ops.ts";
import type { showCancellation, showOrder } from "../../lib/domain/order-view.ts";
import { money, section, table, when } from "./text.ts";

export type Order = ReturnType<typeof showOrder>;
export type Cancellation = ReturnType<typeof showCancellation>;
export interface Happening {
	type: string;
	at: string;
}

const RAW_LENGTH = 300;

/** The parts by name: what each service says of the order, in a word. */
export const orderPage = (order: Order, parts: Record<string, string>, history: Happening[] | undefined): string => {
	const { amounts, fulfilment, id, kind, lines, number, payment, reason, status, storeId } = order;
	const title = `${number}  ${id}  ${status}${reason ? ` (${reason})` : ""}, ${kind} for ${fulfilment} at ${storeId}`;
	const facts = table(
		...lines.map(({ name, price, quantity }) => [`${quantity} × ${name.en}`, money(quantity * price)]),
		...(order.parcel ? [[order.parcel.item, `to ${order.parcel.to.address}`]] : []),
		["total", `${money(amounts.total)}, of which delivery ${money(amounts.delivery)}`],
		["payment", `${payment.timing}, ${payment.status}`],
		...Object.entries(parts),
		["cancellation", order.cancellation ? cancellationLine(order.cancellation) : "not asked for"],
		["changed", when(order.updatedAt)],
	);
	const happened = history?.map(({ at, type }) => [when(at), type]) ?? [];
	return [title, facts, section("history", happened, history ? "nothing yet" : "cannot be read now")].join("\n");
};

export const cancellationLine = ({ attempts, code, nextAttemptAt, status }: Cancellation): string => {
	if (status === "held") return `held, attempts: ${attempts}, next ${when(nextAttemptAt)}`;
	return code === null ? status : `${status}: ${code}`;
};

export const whyPage = ({ away, next, orderId, since, status, waitsFor }: Why): string =>
	[
		`${orderId} is ${status} since ${when(since)}`,
		`  waits for ${waitsFor.who}: ${waitsFor.what}${waitsFor.until === null ? "" : `, until ${when(waitsFor.until)}`}`,
		section(
			"comes next",
			next.map((step) => [step.actor, step.command ?? `sends ${step.message}`, when(step.at)]),
			"nothing by itself",
		),
		...away.map((actor) => `${actor} cannot be asked`),
	].join("\n");

export const heldPage = (held: Overview["heldCancellations"]): string =>
	section(
		"held cancellations",
		held?.map(({ attempts, nextAttemptAt, orderId, requestedAt }) => [
			orderId,
			`asked for ${when(requestedAt)}`,
			`attempts: ${attempts}`,
			`next ${when(nextAttemptAt)}`,
		]) ?? [],
		held === null ? "order cannot be asked" : "none",
	);

export const deadLettersPage = (letters: DeadLetter[]): string =>
	letters.length === 0
		? "dead letters: none"
		: letters
				.map(({ at, attempts, error, group, id, raw, type }) =>
					[
						`${group} could not take in ${type}, ${attempts} attempts, ${when(at)}`,
						`  ${error}`,
						`  ${raw.slice(0, RAW_LENGTH)}`,
						`  dead-letters retry ${id}`,
					].join("\n"),
				)
				.join("\n\n");

export const auditPage = ({ checked, ok, violations }: Audit): string =>
	ok
		? `All ${checked} orders are sound.`
		: violations.map(({ found, orderId, rule }) => `${orderId} breaks "${rule}"\n  ${found}`).join("\n");

const nodesPage = ({ nodes }: Overview): string =>
	section(
		"nodes",
		nodes.map(({ available, id, residentMb, services, uptimeSeconds }) => [
			id,
			available ? `up ${uptimeSeconds} s` : "away",
			residentMb === null ? null : `${residentMb} MB`,
			services.join(" "),
		]),
	);

export const overviewPage = (whole: Overview): string =>
	[
		nodesPage(whole),
		section(
			"breakers that are not closed",
			whole.breakers.filter(({ state }) => state !== "closed").map(({ action, node, on, state }) => [action, `${node} → ${on}`, state]),
		),
		section(
			"queues",
			whole.queues.map(({ deadLettered, group, handled, inHand, pending, redelivered }) => [
				group,
				`${pending} waiting`,
				`${inHand} in hand`,
				`${handled} handled`,
				`${redelivered} again`,
				`${deadLettered} set aside`,
			]),
		),
		heldPage(whole.heldCancellations),
		`dead letters: ${whole.deadLetters.count}`,
	].join("\n");
