import { useEffect } from "preact/hooks";
import type { OrderEvent } from "../../../contracts/event-log.ts";
import type { Why } from "../../../contracts/ops.ts";
import type { ManagedOrder, Order } from "../../../contracts/order.ts";
import { listen } from "../../shared/live.ts";
import { useResource } from "../../shared/resource.ts";
import { linkTo } from "../../shared/route.ts";
import { usePolling } from "../status/overview.ts";
import { loadStoreNames } from "../stores/store-names.ts";
import { OrderHistory } from "./order-history.tsx";
import { OrderSummary } from "./order-summary.tsx";
import { texts } from "./order-texts.ts";
import { RefundForm } from "./refund.tsx";
import { WhyCard } from "./why.tsx";

const POLL_MS = 3_000;

const pathOf = (id: string, at: string | undefined): string =>
	at === undefined ? `/v1/ops/orders/${id}` : `/v1/orders/${id}?at=${encodeURIComponent(at)}`;

export const OrderView = ({ at, id }: { id: string; at: string | undefined }) => {
	const t = texts.value;
	const order = useResource<ManagedOrder | Order>(pathOf(id, at));
	const why = useResource<Why>(`/v1/ops/orders/${id}/why`);
	const history = useResource<{ items: OrderEvent[] }>(`/v1/orders/${id}/history`);
	useEffect(() => void loadStoreNames(), []);
	useEffect(
		() =>
			listen((event) => {
				if (event.orderId !== id && event.type !== "opened") return;
				for (const resource of [order, why, history]) void resource.load();
			}),
		[id, order, why, history],
	);
	// Retries and unpublished messages change without an event, so they are polled.
	usePolling(POLL_MS, why.load);
	usePolling(POLL_MS, order.load);
	const loaded = order.value.value;
	return (
		<>
			<div class="row">
				<a class="button quiet" href={linkTo("orders")}>
					← {t.all}
				</a>
				<h2>{t.order(loaded?.number ?? `…${id.slice(-6)}`)}</h2>
			</div>
			<div class="two">
				<div class="column">
					<OrderSummary id={id} at={at} order={order} />
					{at === undefined && loaded?.status === "completed" && loaded.payment.status !== "refunded" && (
						<RefundForm id={id} onDone={order.load} />
					)}
				</div>
				<div class="column">
					<WhyCard why={why} />
				</div>
			</div>
			<OrderHistory id={id} history={history} at={at} />
		</>
	);
};
