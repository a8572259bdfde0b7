import type { Delivery, Store } from "../shared/api-types.ts";
import { clockTime, kilometres } from "../shared/format.ts";
import { kmBetween } from "../shared/geo.ts";
import { inLanguage } from "../shared/i18n.ts";
import { useResource } from "../shared/resource.ts";
import { StatusWord } from "../shared/ui/StatusWord.tsx";
import { Carried } from "./contents.tsx";
import { Facts } from "./facts.tsx";
import { NOW } from "./focus.ts";
import { RouteStrip, wayLeft } from "./route-strip.tsx";
import { texts } from "./texts.ts";

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

const Phase = ({ status }: { status: Delivery["status"] }) => {
	const { accepted, assigned, inTransit } = texts.value;
	if (status === "assigned") return <StatusWord tone="warn">{assigned}</StatusWord>;
	return <StatusWord tone="info">{status === "accepted" ? accepted : inTransit}</StatusWord>;
};

/** What is known of any job. */
const Ride = ({ job }: { job: Delivery }) => {
	const said = texts.value;
	const { eta, from, ready, status, to } = job;
	const left = wayLeft(job);
	return (
		<>
			<Ends job={job} />
			<Facts
				short
				facts={[
					from && to ? [said.distance, kilometres(kmBetween(from, to))] : undefined,
					left && [left.says, left.km],
					eta ? [said.eta, clockTime(eta)] : undefined,
					status === "assigned" ? [said.readyAt, ready ? said.isReady : said.notReadyYet] : undefined,
				]}
			/>
		</>
	);
};

export const JobCard = ({ job }: { job: Delivery }) => {
	const isAccepted = job.status !== "assigned";
	return (
		<section class="card job" aria-label={texts.value.job}>
			<div class="row between">
				<h2 id={NOW} class="number" tabIndex={-1}>
					{job.number}
				</h2>
				<Phase status={job.status} />
			</div>
			{isAccepted ? (
				<Carried job={job}>
					<Ride job={job} />
				</Carried>
			) : (
				<>
					<Ride job={job} />
					<p class="muted">{texts.value.contentsLater}</p>
				</>
			)}
		</section>
	);
};
