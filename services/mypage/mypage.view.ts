import { iso } from "../../lib/domain/iso-time.ts";
import { showOrder } from "../../lib/domain/order-view.ts";
import { showSnapshot } from "../../lib/domain/snapshot-view.ts";
import type { ActorDocument } from "../../lib/storage/actor-store.ts";
import type { Customer, Latest, Page } from "./mypage.ts";

const showPart = <Data extends object>(part: Latest<Data> | undefined) => part && { ...showSnapshot(part.snapshot), asOf: iso(part.asOf) };

/** The order with its parts, each as of its last message. Only pages with a known order are shown. */
export const showPage = ({ state, version }: ActorDocument<Page>) => {
	const { brew, delivery, payment, store } = state;
	const order = state.order!;
	const shown = showOrder(order.snapshot, order.version);
	const asOf = iso(order.asOf);
	return {
		...shown,
		payment: showPart(payment) ?? { ...shown.payment, asOf },
		store: showPart(store) ?? null,
		brew: showPart(brew) ?? null,
		delivery: showPart(delivery) ?? null,
		cancellation: shown.cancellation && { ...shown.cancellation, asOf },
		asOf,
		version,
	};
};

export const showCustomer = ({ asOf, ...customer }: Customer) => ({ ...customer, asOf: iso(asOf) });

export const latestTime = (pages: ActorDocument<Page>[], customer: Customer | undefined): number | null => {
	const parts = pages.flatMap(({ state: { brew, delivery, order, payment, store } }) => [brew, delivery, order, payment, store]);
	const times = [...parts, customer].flatMap((part) => (part ? [part.asOf] : []));
	return times.length > 0 ? Math.max(...times) : null;
};
