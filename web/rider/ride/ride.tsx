import type { Delivery } from "../../../contracts/delivery.ts";
import type { Order } from "../../../contracts/order.ts";
import type { Store } from "../../../contracts/store.ts";
import { clockTime, kilometres, won } from "../../shared/format.ts";
import { kmBetween } from "../../shared/geo.ts";
import { inLanguage } from "../../shared/i18n.ts";
import { useResource } from "../../shared/resource.ts";
import { type Fact, Facts } from "../jobs/facts.tsx";
import { texts } from "../texts.ts";
import { RouteStrip, wayLeft } from "./route-strip.tsx";

const Ends = ({ job: { from, storeId, to } }: { job: Delivery }) => {
	const store = useResource<Store>(`/v1/stores/${storeId}`).value.value;
	const said = texts.value;
	const isAtStore = store !== undefined && from?.address === store.location.address;
	return (
		<>
			<dl class="ends">
				<dt>{said.from}</dt>
				<dd>
					{isAtStore && <strong>{inLanguage(store.name)}</strong>}
					<p>{from?.address ?? (store ? inLanguage(store.name) : said.unknownPlace)}</p>
				</dd>
				<dt>{said.to}</dt>
				<dd>
					<strong>{to?.address ?? said.unknownPlace}</strong>
				</dd>
			</dl>
			{from && to && <RouteStrip from={from} to={to} />}
		</>
	);
};

const whenReady = ({ ready }: Delivery, order: Order | undefined): string => {
	if (ready) return texts.value.isReady;
	const readyAt = order?.promise.readyAt;
	return readyAt ? texts.value.readyBy(clockTime(readyAt)) : texts.value.notReadyYet;
};

/** All of the way until it is under way, then what is left of it. */
const far = ({ from, status, to }: Delivery, left: Fact | undefined): Fact | undefined => {
	if (!from || !to || (status === "in_transit" && left)) return undefined;
	return [texts.value.distance, kilometres(kmBetween(from, to))];
};

/** The order is the rider's to see a moment after the job. */
export const Ride = ({ job, order }: { job: Delivery; order?: Order | undefined }) => {
	const said = texts.value;
	const left = wayLeft(job);
	return (
		<>
			<Ends job={job} />
			<Facts
				short
				facts={[
					far(job, left),
					left,
					job.eta ? [said.eta, clockTime(job.eta)] : undefined,
					job.status === "in_transit" ? undefined : [said.readyAt, whenReady(job, order)],
					order && [said.fee, won(order.amounts.delivery)],
				]}
			/>
		</>
	);
};
