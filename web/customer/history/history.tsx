import { useEffect, useState } from "preact/hooks";
import type { OrderEvent } from "../../../contracts/event-log.ts";
import type { Order } from "../../../contracts/order.ts";
import { clockTime, dayAndTime, exactTime } from "../../shared/format.ts";
import { inLanguage } from "../../shared/i18n.ts";
import { useResource } from "../../shared/resource.ts";
import { linkTo } from "../../shared/route.ts";
import { texts as shared } from "../../shared/texts.ts";
import { ProblemNote } from "../../shared/ui/ProblemNote.tsx";
import type { TrackedOrder } from "../order/order-state.ts";
import { texts } from "../order/order-texts.ts";
import type { OrderTracker } from "../order/order-tracker.ts";
import { OrderWord } from "../order/order-word.tsx";
import { EVENT_TEXTS } from "./event-texts.ts";
import "./history.css";

/** The order's state at the time of the event. */
const PastState = ({ event, id }: { event: OrderEvent; id: string }) => {
	const resource = useResource<Order>(`/v1/orders/${id}?at=${encodeURIComponent(event.at)}`);
	const order = resource.value.value;
	const problem = resource.problem.value;
	const expected = order && (order.promise.deliveredBy ?? order.promise.readyAt);
	return (
		<div class="card then" role="status">
			<p class="muted small">{texts.value.statusAt(exactTime(event.at))}</p>
			<p class="row">
				{order ? <OrderWord status={order.status} /> : <span>{shared.value.loading}</span>}
				{order && <span>{shared.value.payment[order.payment.status]}</span>}
				{expected && <span>{texts.value.expectedAt(clockTime(expected))}</span>}
			</p>
			<ProblemNote problem={problem} message={problem?.status === 404 ? texts.value.noOrderThen : undefined} />
		</div>
	);
};

const wordOf = ({ type }: OrderEvent): string => {
	const words = EVENT_TEXTS[type];
	return words ? inLanguage(words) : type;
};

const SETTLED_MS = 150;

/** The value once it has stopped changing: no request for each step of the slider. */
const useSettled = <Value,>(value: Value): Value => {
	const [settled, setSettled] = useState(value);
	useEffect(() => {
		const settling = setTimeout(() => setSettled(value), SETTLED_MS);
		return () => clearTimeout(settling);
	}, [value]);
	return settled;
};

const Events = ({ chosen, events, onChoose }: { chosen: number; events: OrderEvent[]; onChoose: (index: number) => void }) => (
	<ol class="events">
		{events.map((event, index) => (
			<li key={`${event.type} ${event.version}`}>
				<button type="button" class="event" aria-pressed={index === chosen} onClick={() => onChoose(index)}>
					<time dateTime={event.at}>{exactTime(event.at)}</time>
					<span>{wordOf(event)}</span>
				</button>
			</li>
		))}
	</ol>
);

/** All events of the order, and its state at each of them. */
export const History = ({ tracker, order }: { tracker: OrderTracker; order: TrackedOrder }) => {
	const events = tracker.events.value;
	const [picked, setPicked] = useState<number>();
	const chosen = Math.min(picked ?? events.length - 1, events.length - 1);
	const event = useSettled(events[chosen]);
	return (
		<article class="stack history narrow">
			<a class="button back" href={linkTo("orders", order.id)}>
				← {texts.value.backToOrder}
			</a>
			<h2 id="history" tabIndex={-1}>
				{texts.value.historyOf(order.number)}
			</h2>
			<p class="muted small">{dayAndTime(order.createdAt)}</p>
			<ProblemNote problem={tracker.historyProblem} />
			{event && (
				<>
					<label class="field" for="moment">
						<span class="muted small">{texts.value.moment}</span>
						<input
							id="moment"
							type="range"
							min={0}
							max={events.length - 1}
							value={chosen}
							aria-valuetext={`${exactTime(event.at)} ${wordOf(event)}`}
							onInput={({ currentTarget }) => setPicked(Number(currentTarget.value))}
						/>
					</label>
					<PastState key={event.at} id={order.id} event={event} />
					<Events events={events} chosen={chosen} onChoose={setPicked} />
				</>
			)}
		</article>
	);
};
