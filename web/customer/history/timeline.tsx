import type { OrderEvent } from "../../../contracts/event-log.ts";
import { clockTime } from "../../shared/format.ts";
import type { TrackedOrder } from "../order/order-state.ts";
import { age, texts } from "../order/order-texts.ts";
import { lastUpdate, type Milestone, reachedMilestones, upcomingMilestones } from "./timeline-rules.ts";

const BAD: readonly Milestone[] = ["declined", "cancelled", "rejected"];

/** Reached milestones, the current one and those to come. */
export const Timeline = ({ events, order }: { events: readonly OrderEvent[]; order: TrackedOrder }) => {
	const t = texts.value;
	const [next, ...later] = upcomingMilestones(order);
	const updatedAt = lastUpdate(order);
	return (
		<ol class="timeline" aria-label={t.progress}>
			{reachedMilestones(order, events).map(({ at, milestone }) => (
				<li key={`${milestone} ${at}`} class={BAD.includes(milestone) ? "passed bad" : "passed"}>
					<span>{t.milestones[milestone]}</span>
					<time dateTime={at}>{clockTime(at)}</time>
				</li>
			))}
			{next && (
				<li class="current" aria-current="step">
					<span>{t.waiting[next]}</span>
					{updatedAt && <span class="muted small">{t.updated(age(updatedAt))}</span>}
				</li>
			)}
			{later.map((milestone) => (
				<li key={milestone} class="later muted">
					{t.milestones[milestone]}
				</li>
			))}
		</ol>
	);
};
