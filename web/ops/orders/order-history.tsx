import type { OrderEvent } from "../../../contracts/event-log.ts";
import { dayAndTime, exactTime } from "../../shared/format.ts";
import type { Resource } from "../../shared/resource.ts";
import { linkTo } from "../../shared/route.ts";
import { texts as shared } from "../../shared/texts.ts";
import { ProblemNote } from "../../shared/ui/ProblemNote.tsx";
import { Skeleton } from "../../shared/ui/Skeleton.tsx";
import { happeningOf } from "./happenings.ts";
import { type Known, type Moment, momentsOf, type Part } from "./history.ts";
import { reasonOf, texts } from "./order-texts.ts";

/** A store says of an order what the order says of itself. */
const wordsOf = (part: Part): Record<string, string> => {
	const { delivery, order, payment } = shared.value;
	return { order, store: order, payment, delivery, brew: texts.value.brew }[part];
};

const KnownThen = ({ known }: { known: Known }) => (
	<>
		{(Object.entries(known) as [Part, string][]).map(([part, status]) => (
			<span key={part} class="known">
				<span class="muted">{texts.value.parts[part]}</span> {wordsOf(part)[status] ?? status}
			</span>
		))}
	</>
);

const Row = ({ at, id, moment: { event, known, reason } }: { id: string; at: string | undefined; moment: Moment }) => (
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
			{happeningOf(event.type)}
			{reason !== undefined && <span class="muted small"> ({reasonOf(reason)})</span>}
		</strong>
		<div class="row small">
			<span class="unseen">{texts.value.knownThen}</span>
			<KnownThen known={known} />
		</div>
	</li>
);

interface OrderHistoryProps {
	id: string;
	at: string | undefined;
	history: Resource<{ items: OrderEvent[] }>;
}

export const OrderHistory = ({ at, history, id }: OrderHistoryProps) => {
	const said = texts.value;
	const seen = history.value.value;
	return (
		<section class="card" aria-labelledby="history">
			<h3 id="history">{said.history}</h3>
			<ProblemNote problem={history.problem.value} />
			{!seen && !history.problem.value && <Skeleton lines={5} />}
			{seen && (
				<ol class="moments">
					{momentsOf(seen.items).map((moment) => (
						<Row key={moment.event.id} id={id} at={at} moment={moment} />
					))}
				</ol>
			)}
		</section>
	);
};
