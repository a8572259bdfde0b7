import type { OrderEvent } from "../../../contracts/event-log.ts";
import { clockTime } from "../../shared/format.ts";
import type { Followed } from "../order/order-state.ts";
import { age, texts } from "../order/order-texts.ts";
import { aheadOf, lastWord, type Milestone, passedBy } from "./timeline-rules.ts";

const BAD: readonly Milestone[] = ["declined", "cancelled", "rejected"];

/** What was, what is waited for, and what is to come. */
export const Timeline = ({ happened, order }: { happened: readonly OrderEvent[]; order: Followed }) => {
	const said = texts.value;
	const [next, ...later] = aheadOf(order);
	const heardAt = lastWord(order);
	return (
		<ol class="timeline" aria-label={said.whatHappened}>
			{passedBy(order, happened).map(({ at, milestone }) => (
				<li key={`${milestone} ${at}`} class={BAD.includes(milestone) ? "passed bad" : "passed"}>
					<span>{said.milestones[milestone]}</span>
					<time dateTime={at}>{clockTime(at)}</time>
				</li>
			))}
			{next && (
				<li class="current" aria-current="step">
					<span>{said.waiting[next]}</span>
					{heardAt && <span class="muted small">{said.heard(age(heardAt))}</span>}
				</li>
			)}
			{later.map((milestone) => (
				<li key={milestone} class="later muted">
					{said.milestones[milestone]}
				</li>
			))}
		</ol>
	);
};
