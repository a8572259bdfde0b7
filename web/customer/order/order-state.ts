import type { MyPageOrder } from "../../../contracts/mypage.ts";
import type { Order } from "../../../contracts/order.ts";
import type { StreamEvent } from "../../shared/live.ts";

/** An order with all that others do for it, each part as of when it was last heard of. */
export type Followed = MyPageOrder;

type Part = "payment" | "store" | "brew" | "delivery";
const PARTS: readonly Part[] = ["payment", "store", "brew", "delivery"];

/** Of an order that only its own service has told of. Of the payment its own word counts, whenever there is one. */
export const ofOrder = (order: Order): Followed => ({
	...order,
	payment: { ...order.payment, asOf: order.createdAt },
	cancellation: order.cancellation && { ...order.cancellation, asOf: order.updatedAt },
	store: null,
	brew: null,
	delivery: null,
	asOf: order.updatedAt,
});

const later = <Of extends { asOf: string }>(one: Of | null, other: Of | null): Of | null => {
	if (!one || !other) return one ?? other;
	return other.asOf >= one.asOf ? other : one;
};

/** Of two accounts of one order the newer of each part: each has heard of some part first. */
export const newest = (known: Followed, told: Followed): Followed => {
	const order = told.updatedAt >= known.updatedAt ? told : known;
	return {
		...order,
		payment: fuller(known.payment, told.payment),
		store: later(known.store, told.store),
		brew: later(known.brew, told.brew),
		delivery: later(known.delivery, told.delivery),
		asOf: order.asOf,
	};
};

type Payment = Followed["payment"];

/** The order knows how its payment stands, the payment also how much of it came back. */
const fuller = (known: Payment, told: Payment): Payment => {
	const [older, newer] = told.asOf >= known.asOf ? [known, told] : [told, known];
	return { ...older, ...newer };
};

const partOf = (type: string): Part | undefined => PARTS.find((part) => type.startsWith(`${part}.`));

const isOfOrder = (news: StreamEvent): news is StreamEvent & Order => news.type.startsWith("order.");

/** What an event of the stream changes; an order is told whole, each of the others tells its own part. */
export const hear = (known: Followed, news: StreamEvent): Followed => {
	if (news.orderId !== known.id) return known;
	if (isOfOrder(news)) return newest(known, ofOrder(news));
	const part = partOf(news.type);
	return part ? newest(known, { ...known, [part]: { ...news, asOf: news.at } }) : known;
};

/** What the cancellation's own look-up tells between two events. */
export const withCancellation = (known: Followed, told: Order["cancellation"], asOf: string): Followed => {
	const isOver = known.cancellation !== null && known.cancellation.status !== "held";
	return isOver || told === null ? known : { ...known, cancellation: { ...told, asOf } };
};
