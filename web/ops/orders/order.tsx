import { useEffect } from "preact/hooks";
import type { OrderEvent } from "../../../contracts/event-log.ts";
import type { Why } from "../../../contracts/ops.ts";
import type { Order } from "../../../contracts/order.ts";
import { dayAndTime, exactTime } from "../../shared/format.ts";
import { language } from "../../shared/i18n.ts";
import { listen } from "../../shared/live.ts";
import { type Resource, useResource } from "../../shared/resource.ts";
import { linkTo } from "../../shared/route.ts";
import { ProblemNote } from "../../shared/ui/ProblemNote.tsx";
import { Skeleton } from "../../shared/ui/Skeleton.tsx";
import { usePolling } from "../status/overview.ts";
import { WHO_EN, WHO_KO, whatInKorean } from "../status/waiting.ts";
import { eventName } from "./events.ts";
import { OrderHistory } from "./order-history.tsx";
import { OrderSummary } from "./order-summary.tsx";
import { texts } from "./order-texts.ts";
import { RefundForm } from "./refund.tsx";

const POLL_MS = 3_000;

const whoOf = (who: string): string => (language.value === "ko" ? WHO_KO : WHO_EN)[who] ?? who;

const What = ({ what }: { what: string }) => {
	const translated = language.value === "ko" ? whatInKorean(what) : undefined;
	return translated === undefined ? <span lang="en">{what}</span> : translated;
};

const Next = ({ why }: { why: Why }) => {
	const t = texts.value;
	if (why.next.length === 0) return <p class="muted">{t.nothingNext}</p>;
	return (
		<ul class="stack">
			{why.next.map(({ actor, at, command, message }) => (
				<li key={`${actor} ${command} ${message}`}>
					{command === undefined ? t.nextMessage : t.nextCommand}{" "}
					<code>
						{actor} {command}
					</code>
					{message !== undefined && eventName(message)} {at && <span class="muted">{dayAndTime(at)}</span>}
				</li>
			))}
		</ul>
	);
};

const WhyCard = ({ why }: { why: Resource<Why> }) => {
	const t = texts.value;
	const loaded = why.value.value;
	return (
		<section class="card" aria-labelledby="why">
			<h3 id="why">{t.whyTitle}</h3>
			<ProblemNote problem={why.problem.value} />
			{loaded ? (
				<>
					<p>
						<strong>{whoOf(loaded.waitsFor.who)}</strong>: <What what={loaded.waitsFor.what} />
					</p>
					<p class="muted small">
						{t.since(dayAndTime(loaded.since))}
						{loaded.waitsFor.until && ` · ${t.until(exactTime(loaded.waitsFor.until))}`}
					</p>
					{loaded.away.length > 0 && <p class="wrong">{t.away(loaded.away.join(", "))}</p>}
					<h4>{t.next}</h4>
					<Next why={loaded} />
				</>
			) : (
				!why.problem.value && <Skeleton />
			)}
		</section>
	);
};

const pathOf = (id: string, at: string | undefined): string => `/v1/orders/${id}${at === undefined ? "" : `?at=${encodeURIComponent(at)}`}`;

export const OrderView = ({ at, id }: { id: string; at: string | undefined }) => {
	const t = texts.value;
	const order = useResource<Order>(pathOf(id, at));
	const why = useResource<Why>(`/v1/ops/orders/${id}/why`);
	const history = useResource<{ items: OrderEvent[] }>(`/v1/orders/${id}/history`);
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
						<RefundForm id={id} onDone={order.set.bind(order)} />
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
