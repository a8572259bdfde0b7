import type { Delivery } from "../../../contracts/delivery.ts";
import type { Order } from "../../../contracts/order.ts";
import type { Store } from "../../../contracts/store.ts";
import { clockTime, kilometres, won } from "../../shared/format.ts";
import { kmBetween } from "../../shared/geo.ts";
import { inLanguage } from "../../shared/i18n.ts";
import { useResource } from "../../shared/resource.ts";
import { type Fact, Facts } from "../jobs/facts.tsx";
import { texts } from "../texts.ts";
import { distanceLeft, RouteStrip } from "./route-strip.tsx";

const Stops = ({ job: { from, storeId, to } }: { job: Delivery }) => {
	const store = useResource<Store>(`/v1/stores/${storeId}`).value.value;
	const t = texts.value;
	const isAtStore = store !== undefined && from?.address === store.location.address;
	return (
		<>
			<dl class="stops">
				<dt>{t.from}</dt>
				<dd>
					{isAtStore && <strong>{inLanguage(store.name)}</strong>}
					<p>{from?.address ?? (store ? inLanguage(store.name) : t.unknownAddress)}</p>
				</dd>
				<dt>{t.to}</dt>
				<dd>
					<strong>{to?.address ?? t.unknownAddress}</strong>
				</dd>
			</dl>
			{from && to && <RouteStrip from={from} to={to} />}
		</>
	);
};

const readyTime = ({ ready }: Delivery, order: Order | undefined): string => {
	if (ready) return texts.value.isReady;
	const readyAt = order?.promise.readyAt;
	return readyAt ? texts.value.readyBy(clockTime(readyAt)) : texts.value.notReadyYet;
};

/** The whole distance, until the remaining distance to the drop-off replaces it. */
const totalDistance = ({ from, status, to }: Delivery, left: Fact | undefined): Fact | undefined => {
	if (!from || !to || (status === "in_transit" && left)) return undefined;
	return [texts.value.distance, kilometres(kmBetween(from, to))];
};

/** `order` is undefined at first, because the rider can read it only a moment after the assignment. */
export const Ride = ({ job, order }: { job: Delivery; order?: Order | undefined }) => {
	const t = texts.value;
	const left = distanceLeft(job);
	return (
		<>
			<Stops job={job} />
			<Facts
				short
				facts={[
					totalDistance(job, left),
					left,
					job.eta ? [t.eta, clockTime(job.eta)] : undefined,
					job.status === "in_transit" ? undefined : [t.readyAt, readyTime(job, order)],
					order && [t.fee, won(order.amounts.delivery)],
				]}
			/>
		</>
	);
};
