import type { ComponentChildren } from "preact";
import { useEffect, useState } from "preact/hooks";
import { now, serverTime } from "../../shared/clock.ts";
import { clockTime, duration, won } from "../../shared/format.ts";
import { reasonText } from "../../shared/order/reasons.ts";
import { CommandButton } from "../../shared/ui/Button.tsx";
import { ProblemNote } from "../../shared/ui/ProblemNote.tsx";
import { StatusWord, type Tone } from "../../shared/ui/StatusWord.tsx";
import { useCancel } from "./cancel.tsx";
import { afterRefusal, endingOf, isOver, refundOf } from "./order-rules.ts";
import type { TrackedOrder } from "./order-state.ts";
import type { OrderTracker } from "./order-tracker.ts";
import { texts } from "./outcome-texts.ts";

const MIN_WAIT_MS = 500;
const MAX_WAIT_MS = 15_000;
const ID = "outcome";

/** The pressed button is gone, so the outcome takes the focus. */
export const focusOnOutcome = (): void => queueMicrotask(() => document.getElementById(ID)?.focus());

const Outcome = ({ children, title, tone }: { children: ComponentChildren; title: string; tone: Tone }) => (
	<section class={`card outcome tone-${tone}`} id={ID} tabIndex={-1} aria-labelledby="outcome-title" aria-live="polite">
		<h3 id="outcome-title">
			<StatusWord tone={tone}>{title}</StatusWord>
		</h3>
		{children}
	</section>
);

/** Polls at each attempt: the stream carries the decision but not every attempt, and may be interrupted. */
const usePolledCancellation = (tracker: OrderTracker, order: TrackedOrder): void => {
	const [polls, setPolls] = useState(0);
	const next = order.cancellation?.nextAttemptAt ?? null;
	useEffect(() => {
		const wait = next === null ? 0 : Date.parse(next) - serverTime();
		const poll = () => tracker.refreshCancellation().finally(() => setPolls(polls + 1));
		const timer = setTimeout(poll, Math.min(Math.max(wait, MIN_WAIT_MS), MAX_WAIT_MS));
		return () => clearTimeout(timer);
	}, [polls, next, tracker]);
};

/** A cancellation that is not decided yet. */
export const Held = ({ tracker, order }: { tracker: OrderTracker; order: TrackedOrder }) => {
	const command = useCancel(tracker, order);
	usePolledCancellation(tracker, order);
	const { attempts, nextAttemptAt, requestedAt } = order.cancellation!;
	const left = nextAttemptAt === null ? 0 : Date.parse(nextAttemptAt) - now.value;
	const t = texts.value;
	return (
		<Outcome title={t.held} tone="warn">
			<p>{t.heldHint}</p>
			<p class="small" aria-live="off">
				{t.heldSince(clockTime(requestedAt))} · {t.heldAttempts(attempts)} · {left > 0 ? t.heldNext(duration(left)) : t.heldNow}
			</p>
			<ProblemNote problem={command.problem.value} />
			<CommandButton command={command}>{t.checkAgain}</CommandButton>
		</Outcome>
	);
};

const refusalReason = ({ brew, cancellation }: TrackedOrder): string => {
	const t = texts.value;
	if (cancellation!.code === "rider_assigned") return t.refusedRider(clockTime(cancellation!.decidedAt!));
	return brew?.startedAt ? t.refusedBrewing(clockTime(brew.startedAt)) : t.refusedBrewingUntimed;
};

/** A refused cancellation, shown until the order is over. */
const Refused = ({ order }: { order: TrackedOrder }) => {
	const { decidedAt, requestedAt } = order.cancellation!;
	return (
		<Outcome title={texts.value.refused} tone="late">
			<p>
				{refusalReason(order)} {texts.value.afterwards[afterRefusal(order)]}
			</p>
			<p class="small">{texts.value.refusedAfter(clockTime(requestedAt), clockTime(decidedAt!))}</p>
		</Outcome>
	);
};

const Ended = ({ children, order }: { children: ComponentChildren; order: TrackedOrder }) => {
	const ending = endingOf(order)!;
	const { amount = order.amounts.total, state } = refundOf(order);
	const { ended, refund, storeReason } = texts.value;
	return (
		<Outcome title={ended[ending]} tone={ending === "customer" ? "plain" : "danger"}>
			{(ending === "rejected" || ending === "other") && order.reason && <p>{storeReason(reasonText(order.reason))}</p>}
			<p>{state === "refunded" || state === "refunding" ? refund[state](won(amount)) : refund[state]}</p>
			{children}
		</Outcome>
	);
};

/** How the order ended, or the state of its cancellation. `children` are the actions of an ended order. */
export const OutcomeOf = ({ children, tracker, order }: { children: ComponentChildren; tracker: OrderTracker; order: TrackedOrder }) => {
	const { cancellation, payment } = order;
	if (endingOf(order)) return <Ended order={order}>{children}</Ended>;
	if (order.status === "completed" && payment.status === "refunded")
		return (
			<Outcome title={texts.value.refunded(won(payment.refunded ?? 0))} tone="info">
				{null}
			</Outcome>
		);
	if (isOver(order) || !cancellation) return null;
	if (cancellation.status === "held") return <Held tracker={tracker} order={order} />;
	return cancellation.status === "refused" ? <Refused order={order} /> : null;
};
