import type { ServiceBroker } from "moleculer";
import { type InspectedActor, inspect } from "../../contracts/inspection.ts";
import type { Repair } from "../../contracts/ops.ts";
import { call } from "../../lib/broker/contract.ts";
import { decodeCursor, encodeCursor } from "../../lib/domain/cursor.ts";
import { iso } from "../../lib/domain/iso-time.ts";
import { Invalid } from "../../lib/domain/refusal.ts";
import { isOver, type OrderParts, violations } from "./audit.ts";
import { BATCH, persistent, reservedOrders, scanPage, withParts } from "./order-parts.ts";
import { waitsFor } from "./why.ts";

export type Finding = Repair["remaining"][number];

/** Actors that never end. Others keep copies of them, which the audit does not compare. */
const LASTING = ["account", "catalogue", "store", "stock", "customer-level"] as const satisfies InspectedActor[];
/** An order and its parts, which have its id. */
const OF_ORDER = ["order", "payment", "store-order", "brew", "delivery"] as const satisfies InspectedActor[];
type Kind = (typeof LASTING)[number] | "order";

/** What one actor publishes may only help once another has caught up. */
const ROUNDS = 4;
const CONCURRENCY = 50;

/** Why an order cannot go on without a message that does not come. */
export const findingsIn = (parts: OrderParts): Finding[] => {
	const { who, what } = waitsFor(parts);
	const waiting = who === "message" || who === "stock" ? [{ orderId: parts.order.id, reason: what }] : [];
	return [...violations(parts).map(({ orderId, rule }) => ({ orderId, reason: rule })), ...waiting];
};

interface Position {
	kind: Kind;
	after?: string;
}

const readPosition = (kinds: Kind[], cursor: string | undefined): Position => {
	if (cursor === undefined) return { kind: kinds[0]! };
	const text = decodeCursor(cursor);
	const known = kinds.find((kind) => text.startsWith(`${kind} `));
	if (!known) throw new Invalid("cursor", "The cursor is not one of a repair with these parameters.");
	const after = text.slice(known.length + 1);
	return { kind: known, ...(after ? { after } : undefined) };
};

const nextCursor = (kinds: Kind[], { kind }: Position, ids: string[]): string | null => {
	if (ids.length === BATCH) return encodeCursor(`${kind} ${ids.at(-1)}`);
	const next = kinds[kinds.indexOf(kind) + 1];
	return next ? encodeCursor(`${next} `) : null;
};

class Repairing {
	readonly republished: Record<string, number> = {};
	#broker: ServiceBroker;

	constructor(broker: ServiceBroker) {
		this.#broker = broker;
	}

	async republish(kind: InspectedActor, ids: string[]): Promise<void> {
		for (let first = 0; first < ids.length; first += CONCURRENCY) {
			const count = await call(this.#broker, inspect[kind].republish, { ids: ids.slice(first, first + CONCURRENCY) });
			this.republished[kind] = (this.republished[kind] ?? 0) + count;
		}
	}

	/** Republishes the orders and then, in rounds, those of them that do not recover. Returns what remains. */
	async repairOrders(ids: string[]): Promise<Finding[]> {
		let remaining: Finding[] = [];
		let stuck = ids;
		for (let round = 0; round < ROUNDS && stuck.length > 0; round++) {
			for (const kind of OF_ORDER) await this.republish(kind, stuck);
			remaining = await persistent(this.#broker, stuck, findingsIn);
			stuck = [...new Set(remaining.map(({ orderId }) => orderId))];
		}
		return remaining;
	}
}

/** Orders that are stuck and, with `since`, those that have not ended or have changed since then. */
const chosen = async (broker: ServiceBroker, found: OrderParts[], since: number | undefined): Promise<string[]> => {
	const isChosen = ({ order }: OrderParts) => since !== undefined && (!isOver(order) || order.updatedAt >= since);
	const suspects = found.filter((parts) => !isChosen(parts) && findingsIn(parts).length > 0).map(({ order }) => order.id);
	const stuck = await persistent(broker, suspects, findingsIn);
	return [...new Set([...found.filter(isChosen).map(({ order }) => order.id), ...stuck.map(({ orderId }) => orderId)])];
};

/** Repairs one page. Every page can be repeated: what is up to date ignores a state that it knows. */
export const repairPage = async (
	broker: ServiceBroker,
	{ cursor, since }: { cursor: string | undefined; since: number | undefined },
): Promise<Repair> => {
	const kinds: Kind[] = since === undefined ? ["order"] : [...LASTING, "order"];
	const asOf = iso(Date.now());
	const position = readPosition(kinds, cursor);
	const repairing = new Repairing(broker);
	const { republished } = repairing;
	if (position.kind !== "order") {
		const ids = (await scanPage<unknown>(broker, inspect[position.kind].scan, position.after)).map(({ id }) => id);
		await repairing.republish(position.kind, ids);
		return { checked: 0, republished, remaining: [], nextCursor: nextCursor(kinds, position, ids), asOf };
	}
	const orders = await scanPage(broker, inspect.order.scan, position.after);
	const parts = await withParts(broker, orders, await reservedOrders(broker));
	const remaining = await repairing.repairOrders(await chosen(broker, parts, since));
	const ids = orders.map(({ id }) => id);
	return { checked: orders.length, republished, remaining, nextCursor: nextCursor(kinds, position, ids), asOf };
};
