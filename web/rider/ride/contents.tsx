import { useEffect } from "preact/hooks";
import type { Delivery } from "../../../contracts/delivery.ts";
import type { Order } from "../../../contracts/order.ts";
import { kilograms, won } from "../../shared/format.ts";
import { inLanguage } from "../../shared/i18n.ts";
import { listen } from "../../shared/live.ts";
import { type Resource, useResource } from "../../shared/resource.ts";
import { texts as shared } from "../../shared/texts.ts";
import { ProblemNote } from "../../shared/ui/ProblemNote.tsx";
import { Skeleton } from "../../shared/ui/Skeleton.tsx";
import { sharesPlace, toCollect } from "../jobs/duties.ts";
import { Facts } from "../jobs/facts.tsx";
import { Sharing } from "../place/sharing-sign.tsx";
import { texts } from "../texts.ts";
import { Ride } from "./ride.tsx";

const SOON_MS = 500;
const LATER_MS = 5_000;

/** The order hears of its rider a moment after the rider does, and shows itself then. */
function useOrder(orderId: string): Resource<Order> {
	const order = useResource<Order>(`/v1/orders/${orderId}`);
	const problem = order.problem.value;
	useEffect(() => listen((news) => void (news.type.startsWith("order.") && news.orderId === orderId && order.load())), [order]);
	useEffect(() => {
		if (!problem) return;
		const timer = setTimeout(order.load, problem.code === "not_found" ? SOON_MS : LATER_MS);
		return () => clearTimeout(timer);
	}, [order, problem]);
	return order;
}

const whatIsIn = ({ kind, lines, parcel }: Order): string => {
	if (kind === "parcel" && parcel) return `${parcel.item} · ${shared.value.size[parcel.size]} · ${kilograms(parcel.weightKg)}`;
	return lines.map(({ name, quantity }) => `${inLanguage(name)} ${quantity}`).join(", ");
};

/** The first thing that a rider has to know at the door. */
const Amount = ({ order }: { order: Order | undefined }) => {
	const amount = order && toCollect(order);
	return (
		<p class="amount">
			{amount === 0 && <span class="muted">{texts.value.paid}</span>}
			{amount ? (
				<>
					<span>{texts.value.collect}</span>
					<strong>{won(amount)}</strong>
				</>
			) : null}
		</p>
	);
};

const Contents = ({ order }: { order: Order }) => {
	const { contents, note } = texts.value;
	return <Facts facts={[[contents, whatIsIn(order)], order.note ? [note, order.note] : undefined]} />;
};

/** What a job brings along and where it goes, for whoever it is given to: also to decide by. */
export const Carried = ({ job }: { job: Delivery }) => {
	const { problem, value } = useOrder(job.orderId);
	const order = value.value;
	const isFailed = problem.value !== undefined && problem.value.code !== "not_found";
	return (
		<>
			<Amount order={order} />
			{sharesPlace(job.status) && <Sharing job={job} />}
			<Ride job={job} order={order} />
			{order ? <Contents order={order} /> : isFailed ? <ProblemNote problem={problem.value} /> : <Skeleton lines={2} />}
		</>
	);
};
