import { useEffect } from "preact/hooks";
import type { OrderEvent } from "../../../contracts/event-log.ts";
import type { Why } from "../../../contracts/ops.ts";
import type { Order } from "../../../contracts/order.ts";
import { dayAndTime, exactTime } from "../../shared/format.ts";
import { language } from "../../shared/i18n.ts";
import { listen } from "../../shared/live.ts";
import { type Resource, useResource } from "../../shared/resource.ts";
import { linkTo } from "../../shared/route.ts";
import { ProblemNote } from "../../shared/ui/ProblemNote.tsx";
import { Skeleton } from "../../shared/ui/Skeleton.tsx";
import { useEvery } from "../status/snapshots.ts";
import { WHO_EN, WHO_KO, whatInKorean } from "../status/waiting.ts";
import { happeningOf } from "./happenings.ts";
import { OrderHistory } from "./order-history.tsx";
import { OrderSummary } from "./order-summary.tsx";
import { texts } from "./order-texts.ts";
import { RefundForm } from "./refund.tsx";

const EVERY_MS = 3_000;

const whoOf = (who: string): string => (language.value === "ko" ? WHO_KO : WHO_EN)[who] ?? who;

const What = ({ what }: { what: string }) => {
	const words = language.value === "ko" ? whatInKorean(what) : undefined;
	return words === undefined ? <span lang="en">{what}</span> : words;
};

const Next = ({ why }: { why: Why }) => {
	const said = texts.value;
	if (why.next.length === 0) return <p class="muted">{said.nothingNext}</p>;
	return (
		<ul class="stack">
			{why.next.map(({ actor, at, command, message }) => (
				<li key={`${actor} ${command} ${message}`}>
					{command === undefined ? said.nextMessage : said.nextCommand}{" "}
					<code>
						{actor} {command}
					</code>
					{message !== undefined && happeningOf(message)} {at && <span class="muted">{dayAndTime(at)}</span>}
				</li>
			))}
		</ul>
	);
};

const WhyCard = ({ why }: { why: Resource<Why> }) => {
	const said = texts.value;
	const seen = why.value.value;
	return (
		<section class="card" aria-labelledby="why">
			<h3 id="why">{said.whyTitle}</h3>
			<ProblemNote problem={why.problem.value} />
			{seen ? (
				<>
					<p>
						<strong>{whoOf(seen.waitsFor.who)}</strong>: <What what={seen.waitsFor.what} />
					</p>
					<p class="muted small">
						{said.since(dayAndTime(seen.since))}
						{seen.waitsFor.until && ` · ${said.until(exactTime(seen.waitsFor.until))}`}
					</p>
					{seen.away.length > 0 && <p class="wrong">{said.away(seen.away.join(", "))}</p>}
					<h4>{said.next}</h4>
					<Next why={seen} />
				</>
			) : (
				!why.problem.value && <Skeleton />
			)}
		</section>
	);
};

const pathOf = (id: string, at: string | undefined): string => `/v1/orders/${id}${at === undefined ? "" : `?at=${encodeURIComponent(at)}`}`;

export const OrderView = ({ at, id }: { id: string; at: string | undefined }) => {
	const said = texts.value;
	const order = useResource<Order>(pathOf(id, at));
	const why = useResource<Why>(`/v1/ops/orders/${id}/why`);
	const history = useResource<{ items: OrderEvent[] }>(`/v1/orders/${id}/history`);
	useEffect(
		() =>
			listen((news) => {
				if (news.orderId !== id && news.type !== "opened") return;
				for (const resource of [order, why, history]) void resource.load();
			}),
		[id, order, why, history],
	);
	// What is tried again, and what is sent in between, is no news.
	useEvery(EVERY_MS, why.load);
	useEvery(EVERY_MS, order.load);
	const seen = order.value.value;
	return (
		<>
			<div class="row">
				<a class="button quiet" href={linkTo("orders")}>
					← {said.all}
				</a>
				<h2>{said.order(seen?.number ?? `…${id.slice(-6)}`)}</h2>
			</div>
			<div class="two">
				<div class="column">
					<OrderSummary id={id} at={at} order={order} />
					{at === undefined && seen?.status === "completed" && <RefundForm id={id} onDone={order.set.bind(order)} />}
				</div>
				<div class="column">
					<WhyCard why={why} />
				</div>
			</div>
			<OrderHistory id={id} history={history} at={at} />
		</>
	);
};
