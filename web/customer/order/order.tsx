import { useEffect } from "preact/hooks";
import { now } from "../../shared/clock.ts";
import { clockTime } from "../../shared/format.ts";
import { linkTo, route } from "../../shared/route.ts";
import { texts as shared } from "../../shared/texts.ts";
import { Banner } from "../../shared/ui/Banner.tsx";
import { ProblemNote } from "../../shared/ui/ProblemNote.tsx";
import { Skeleton } from "../../shared/ui/Skeleton.tsx";
import { StatusWord } from "../../shared/ui/StatusWord.tsx";
import { PayPanel } from "../checkout/pay.tsx";
import { History } from "../history/history.tsx";
import { Timeline } from "../history/timeline.tsx";
import { storeName } from "../menu/store-names.ts";
import { CancelOffer } from "./cancel.tsx";
import { Carrying } from "./carrying.tsx";
import { type Following, useFollowing } from "./following.ts";
import { OrderAgain } from "./order-again.tsx";
import { OrderDetails } from "./order-details.tsx";
import { Parts } from "./order-parts.tsx";
import { isOver, promiseOf, wayOf } from "./order-rules.ts";
import type { Followed } from "./order-state.ts";
import { age, texts } from "./order-texts.ts";
import { OrderWord } from "./order-word.tsx";
import { OutcomeOf } from "./outcome.tsx";
import "./order.css";

const MINUTE = 60_000;

/** A time on the clock, and how it has moved since it was told first. */
const Promised = ({ following, order }: { following: Following; order: Followed }) => {
	const promise = promiseOf(order, following.happened.value, now.value);
	if (!promise) return null;
	const said = texts.value;
	const late = Math.round(promise.lateMs / MINUTE);
	return (
		<p class="promise">
			{wayOf(order) === "pickup" ? said.readyAt : said.arrivesAt} <strong>{clockTime(promise.at)}</strong>{" "}
			<span class="muted">{said.inMinutes(Math.round((promise.at - now.value) / MINUTE))}</span>
			{late > 0 && <StatusWord tone="late">{said.late(late)}</StatusWord>}
			{late < 0 && <StatusWord tone="good">{said.sooner(-late)}</StatusWord>}
		</p>
	);
};

const Head = ({ following, order }: { following: Following; order: Followed }) => {
	const said = texts.value;
	const isThere = order.status === "ready" && wayOf(order) === "pickup";
	return (
		<section class="stack head">
			<p class="muted">
				{storeName(order.storeId)} · {order.kind === "parcel" ? shared.value.kind.parcel : shared.value.fulfilment[order.fulfilment]}
			</p>
			<h2 class="number" aria-label={said.order(order.number)}>
				{order.number}
			</h2>
			<p class="status-line" role="status">
				<OrderWord status={order.status} />
			</p>
			<Promised following={following} order={order} />
			{isThere && <p>{said.pickUpAt(storeName(order.storeId))}</p>}
			{order.status === "submitted" && order.answerBy && <p class="muted small">{said.answerBy(clockTime(order.answerBy))}</p>}
		</section>
	);
};

/** It can be read whoever is away, but is then as old as what was heard. */
const Hearsay = ({ following, order }: { following: Following; order: Followed }) =>
	following.absence ? <Banner tone="warn">{texts.value.hearsay(age(order.asOf))}</Banner> : null;

const Shown = ({ following, order }: { following: Following; order: Followed }) => (
	<article class="order">
		<div class="stack">
			<Head following={following} order={order} />
			<Hearsay following={following} order={order} />
			<OutcomeOf following={following} order={order}>
				<OrderAgain order={order} />
			</OutcomeOf>
			<PayPanel order={order} />
			<Carrying following={following} order={order} />
			<section class="card">
				<h3>{texts.value.whatHappened}</h3>
				<Timeline happened={following.happened.value} order={order} />
				<a class="button" href={linkTo("orders", order.id, "history")}>
					{texts.value.history}
				</a>
			</section>
			<CancelOffer following={following} order={order} />
		</div>
		<div class="stack">
			<OrderDetails order={order} />
			{!isOver(order) && (
				<section class="card">
					<h3>{texts.value.parts}</h3>
					<Parts order={order} />
				</section>
			)}
		</div>
	</article>
);

const NotShown = ({ following }: { following: Following }) => {
	const { problem } = following;
	if (!problem) return <Skeleton lines={6} />;
	const isHidden = problem.status === 404 || problem.status === 403 || problem.status === 422;
	return (
		<div class="card">
			<ProblemNote problem={problem} message={isHidden ? texts.value.notYours : undefined} />
			<a class="button" href={linkTo()}>
				{texts.value.toMenu}
			</a>
		</div>
	);
};

/** One order, followed from its payment to its end. */
export const OrderView = ({ id }: { id: string }) => {
	const following = useFollowing(id);
	const order = following.order.value;
	const isHistory = route.value[2] === "history";
	useEffect(() => document.getElementById("history")?.focus(), [isHistory]);
	if (!order) return <NotShown following={following} />;
	return isHistory ? <History following={following} order={order} /> : <Shown following={following} order={order} />;
};
