import type { OrderEvent } from "../../../contracts/event-log.ts";
import { dayAndTime, exactTime } from "../../shared/format.ts";
import { reasonText } from "../../shared/order/reasons.ts";
import type { Resource } from "../../shared/resource.ts";
import { linkTo } from "../../shared/route.ts";
import { texts as shared } from "../../shared/texts.ts";
import { ProblemNote } from "../../shared/ui/ProblemNote.tsx";
import { Skeleton } from "../../shared/ui/Skeleton.tsx";
import { eventName } from "./events.ts";
import { type Moment, type Part, type Statuses, timelineOf } from "./history.ts";
import { texts } from "./order-texts.ts";

/** The store's copy of an order has the order's statuses. */
const labelsOf = (part: Part): Record<string, string> => {
	const { delivery, order, payment } = shared.value;
	return { order, store: order, payment, delivery, brew: texts.value.brew }[part];
};

const StatusesThen = ({ statuses }: { statuses: Statuses }) => (
	<>
		{(Object.entries(statuses) as [Part, string][]).map(([part, status]) => (
			<span key={part} class="known">
				<span class="muted">{texts.value.parts[part]}</span> {labelsOf(part)[status] ?? status}
			</span>
		))}
	</>
);

const Row = ({ at, id, moment: { event, reason, statuses } }: { id: string; at: string | undefined; moment: Moment }) => (
	<li class={event.at === at ? "moment chosen" : "moment"}>
		<a
			href={linkTo("orders", id, event.at)}
			aria-label={`${exactTime(event.at)} ${texts.value.at}`}
			aria-current={event.at === at ? "time" : undefined}
			title={dayAndTime(event.at)}
		>
			{exactTime(event.at)}
		</a>
		<strong>
			{eventName(event.type)}
			{reason !== undefined && <span class="muted small"> ({reasonText(reason)})</span>}
		</strong>
		<div class="row small">
			<span class="unseen">{texts.value.knownThen}</span>
			<StatusesThen statuses={statuses} />
		</div>
	</li>
);

interface OrderHistoryProps {
	id: string;
	at: string | undefined;
	history: Resource<{ items: OrderEvent[] }>;
}

export const OrderHistory = ({ at, history, id }: OrderHistoryProps) => {
	const t = texts.value;
	const loaded = history.value.value;
	return (
		<section class="card" aria-labelledby="history">
			<h3 id="history">{t.history}</h3>
			<ProblemNote problem={history.problem.value} />
			{!loaded && !history.problem.value && <Skeleton lines={5} />}
			{loaded && (
				<ol class="moments">
					{timelineOf(loaded.items).map((moment) => (
						<Row key={moment.event.id} id={id} at={at} moment={moment} />
					))}
				</ol>
			)}
		</section>
	);
};
