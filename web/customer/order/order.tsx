import { useEffect } from "preact/hooks";
import { now } from "../../shared/clock.ts";
import { clockTime } from "../../shared/format.ts";
import { linkTo, route } from "../../shared/route.ts";
import { texts as shared } from "../../shared/texts.ts";
import { Banner } from "../../shared/ui/Banner.tsx";
import { ProblemNote } from "../../shared/ui/ProblemNote.tsx";
import { Skeleton } from "../../shared/ui/Skeleton.tsx";
import { StatusWord } from "../../shared/ui/StatusWord.tsx";
import { PayPanel } from "../checkout/pay.tsx";
import { whenTexts } from "../checkout/when-texts.ts";
import { History } from "../history/history.tsx";
import { Timeline } from "../history/timeline.tsx";
import { storeName } from "../menu/store-names.ts";
import { CancelOffer } from "./cancel.tsx";
import { DeliveryCard } from "./delivery-card.tsx";
import { OrderAgain } from "./order-again.tsx";
import { OrderDetails } from "./order-details.tsx";
import { Parts } from "./order-parts.tsx";
import { estimateOf, handoverOf, isOver } from "./order-rules.ts";
import type { TrackedOrder } from "./order-state.ts";
import { age, texts } from "./order-texts.ts";
import { type OrderTracker, useOrderTracker } from "./order-tracker.ts";
import { OrderWord } from "./order-word.tsx";
import { OutcomeOf } from "./outcome.tsx";
import "./order.css";

const MINUTE = 60_000;

/** The estimated time and its difference from the first promise. */
const EstimatedTime = ({ tracker, order }: { tracker: OrderTracker; order: TrackedOrder }) => {
	const estimate = estimateOf(order, tracker.events.value, now.value);
	if (!estimate) return null;
	const t = texts.value;
	const late = Math.round(estimate.lateMs / MINUTE);
	return (
		<p class="promise">
			{handoverOf(order) === "pickup" ? t.readyAt : t.arrivesAt} <strong>{clockTime(estimate.at)}</strong>{" "}
			<span class="muted">{t.inMinutes(Math.round((estimate.at - now.value) / MINUTE))}</span>
			{late > 0 && <StatusWord tone="late">{t.late(late)}</StatusWord>}
			{late < 0 && <StatusWord tone="good">{t.sooner(-late)}</StatusWord>}
		</p>
	);
};

const Head = ({ tracker, order }: { tracker: OrderTracker; order: TrackedOrder }) => {
	const t = texts.value;
	const isReadyForPickup = order.status === "ready" && handoverOf(order) === "pickup";
	return (
		<section class="stack head">
			<p class="muted">
				{storeName(order.storeId)} · {order.kind === "parcel" ? shared.value.kind.parcel : shared.value.fulfilment[order.fulfilment]}
			</p>
			<h2 class="number" aria-label={t.order(order.number)}>
				{order.number}
			</h2>
			<p class="status-line" role="status">
				<OrderWord status={order.status} />
			</p>
			{order.for && !isOver(order) && <p class="promise">{whenTexts.value.for(order.for)}</p>}
			<EstimatedTime tracker={tracker} order={order} />
			{isReadyForPickup && <p>{t.pickUpAt(storeName(order.storeId))}</p>}
			{order.status === "submitted" && order.answerBy && <p class="muted small">{t.answerBy(clockTime(order.answerBy))}</p>}
		</section>
	);
};

/** Shown while the order service cannot be reached: the view is as old as the last event. */
const StaleNotice = ({ tracker, order }: { tracker: OrderTracker; order: TrackedOrder }) =>
	tracker.outage ? <Banner tone="warn">{texts.value.stale(age(order.asOf))}</Banner> : null;

const OrderPage = ({ tracker, order }: { tracker: OrderTracker; order: TrackedOrder }) => (
	<article class="order">
		<div class="stack">
			<Head tracker={tracker} order={order} />
			<StaleNotice tracker={tracker} order={order} />
			<OutcomeOf tracker={tracker} order={order}>
				<OrderAgain order={order} />
			</OutcomeOf>
			<PayPanel order={order} />
			<DeliveryCard tracker={tracker} order={order} />
			<section class="card">
				<h3>{texts.value.progress}</h3>
				<Timeline events={tracker.events.value} order={order} />
				<a class="button" href={linkTo("orders", order.id, "history")}>
					{texts.value.history}
				</a>
			</section>
			<CancelOffer tracker={tracker} order={order} />
		</div>
		<div class="stack">
			<OrderDetails order={order} />
			{!isOver(order) && (
				<section class="card">
					<h3>{texts.value.parts}</h3>
					<Parts order={order} />
				</section>
			)}
		</div>
	</article>
);

const Unavailable = ({ tracker }: { tracker: OrderTracker }) => {
	const { problem } = tracker;
	if (!problem) return <Skeleton lines={6} />;
	const isHidden = problem.status === 404 || problem.status === 403 || problem.status === 422;
	return (
		<div class="card">
			<ProblemNote problem={problem} message={isHidden ? texts.value.notYours : undefined} />
			<a class="button" href={linkTo()}>
				{texts.value.toMenu}
			</a>
		</div>
	);
};

/** One order, live from its payment to its end. */
export const OrderView = ({ id }: { id: string }) => {
	const tracker = useOrderTracker(id);
	const order = tracker.order.value;
	const isHistory = route.value[2] === "history";
	useEffect(() => document.getElementById("history")?.focus(), [isHistory]);
	if (!order) return <Unavailable tracker={tracker} />;
	return isHistory ? <History tracker={tracker} order={order} /> : <OrderPage tracker={tracker} order={order} />;
};
