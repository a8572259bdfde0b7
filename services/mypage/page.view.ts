import { iso } from "../../lib/iso.ts";
import { showOrder } from "../../lib/order-view.ts";
import { showSaid } from "../../lib/said-view.ts";
import type { ActorDocument } from "../../lib/store/documents.ts";
import type { Customer, Heard, Page } from "./page.ts";

const showPart = <Said extends object>(part: Heard<Said> | undefined) => part && { ...showSaid(part.said), asOf: iso(part.asOf) };

/** The order with all that others do for it, each part as of when it was last heard of; listed only once the order is known. */
export const showPage = ({ state, version }: ActorDocument<Page>) => {
	const { brew, delivery, payment, store } = state;
	const order = state.order!;
	const shown = showOrder(order.said, order.version);
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

export const latest = (pages: Page[], customer: Customer | undefined): number | null => {
	const heard = pages.flatMap(({ brew, delivery, order, payment, store }) => [brew, delivery, order, payment, store]);
	const times = [...heard, customer].flatMap((part) => (part ? [part.asOf] : []));
	return times.length > 0 ? Math.max(...times) : null;
};
