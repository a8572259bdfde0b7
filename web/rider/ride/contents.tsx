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
import { Facts } from "../jobs/facts.tsx";
import { sharesLocation, toCollect } from "../jobs/rider-commands.ts";
import { LocationStatus } from "../location/location-status.tsx";
import { texts } from "../texts.ts";
import { Ride } from "./ride.tsx";

const NOT_FOUND_RETRY_MS = 500;
const RETRY_MS = 5_000;

/** The order becomes readable a moment after the assignment, when it has received the rider's id; until then it is not found. */
function useOrder(orderId: string): Resource<Order> {
	const order = useResource<Order>(`/v1/orders/${orderId}`);
	const problem = order.problem.value;
	useEffect(() => listen((event) => void (event.type.startsWith("order.") && event.orderId === orderId && order.load())), [order]);
	useEffect(() => {
		if (!problem) return;
		const timer = setTimeout(order.load, problem.code === "not_found" ? NOT_FOUND_RETRY_MS : RETRY_MS);
		return () => clearTimeout(timer);
	}, [order, problem]);
	return order;
}

const itemsOf = ({ kind, lines, parcel }: Order): string => {
	if (kind === "parcel" && parcel) return `${parcel.item} · ${shared.value.size[parcel.size]} · ${kilograms(parcel.weightKg)}`;
	return lines.map(({ name, quantity }) => `${inLanguage(name)} ${quantity}`).join(", ");
};

/** Shown first, because the rider needs it at the door. */
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
	return <Facts facts={[[contents, itemsOf(order)], order.note ? [note, order.note] : undefined]} />;
};

/** Amount, route and contents, also shown before the rider accepts the job. */
export const JobDetails = ({ job }: { job: Delivery }) => {
	const { problem, value } = useOrder(job.orderId);
	const order = value.value;
	const isFailed = problem.value !== undefined && problem.value.code !== "not_found";
	return (
		<>
			<Amount order={order} />
			{sharesLocation(job.status) && <LocationStatus job={job} />}
			<Ride job={job} order={order} />
			{order ? <Contents order={order} /> : isFailed ? <ProblemNote problem={problem.value} /> : <Skeleton lines={2} />}
		</>
	);
};
