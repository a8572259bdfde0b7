import type { ComponentChildren } from "preact";
import { useEffect, useState } from "preact/hooks";
import { now, serverTime } from "../../shared/clock.ts";
import { clockTime, duration, won } from "../../shared/format.ts";
import { CommandButton } from "../../shared/ui/Button.tsx";
import { ProblemNote } from "../../shared/ui/ProblemNote.tsx";
import { StatusWord, type Tone } from "../../shared/ui/StatusWord.tsx";
import { useCancel } from "./cancel.tsx";
import type { Following } from "./following.ts";
import { afterRefusal, endingOf, isOver, moneyOf } from "./order-rules.ts";
import type { Followed } from "./order-state.ts";
import { texts } from "./outcome-texts.ts";

const SHORTEST_MS = 500;
const LONGEST_MS = 15_000;
const ID = "outcome";

/** Where the button was that is gone now. */
export const focusOnOutcome = (): void => queueMicrotask(() => document.getElementById(ID)?.focus());

const Outcome = ({ children, title, tone }: { children: ComponentChildren; title: string; tone: Tone }) => (
	<section class={`card outcome tone-${tone}`} id={ID} tabIndex={-1} aria-labelledby="outcome-title" aria-live="polite">
		<h3 id="outcome-title">
			<StatusWord tone={tone}>{title}</StatusWord>
		</h3>
		{children}
	</section>
);

/** The stream tells the decision, but not every attempt; and it may be cut. */
const useLookUps = (following: Following, order: Followed): void => {
	const [asked, setAsked] = useState(0);
	const next = order.cancellation?.nextAttemptAt ?? null;
	useEffect(() => {
		const wait = next === null ? 0 : Date.parse(next) - serverTime();
		const ask = () => following.lookUp().finally(() => setAsked(asked + 1));
		const asking = setTimeout(ask, Math.min(Math.max(wait, SHORTEST_MS), LONGEST_MS));
		return () => clearTimeout(asking);
	}, [asked, next, following]);
};

/** Neither cancelled nor refused. */
export const Held = ({ following, order }: { following: Following; order: Followed }) => {
	const command = useCancel(following, order);
	useLookUps(following, order);
	const { attempts, nextAttemptAt, requestedAt } = order.cancellation!;
	const left = nextAttemptAt === null ? 0 : Date.parse(nextAttemptAt) - now.value;
	const said = texts.value;
	return (
		<Outcome title={said.held} tone="warn">
			<p>{said.heldNot}</p>
			<p class="small" aria-live="off">
				{said.heldSince(clockTime(requestedAt))} · {said.heldTries(attempts)} · {left > 0 ? said.heldNext(duration(left)) : said.heldNow}
			</p>
			<ProblemNote problem={command.problem.value} />
			<CommandButton command={command}>{said.askAgain}</CommandButton>
		</Outcome>
	);
};

const whyRefused = ({ brew, cancellation }: Followed): string => {
	const said = texts.value;
	if (cancellation!.code === "rider_assigned") return said.refusedRider(clockTime(cancellation!.decidedAt!));
	return brew?.startedAt ? said.refusedBrewing(clockTime(brew.startedAt)) : said.refusedBrewingUntimed;
};

/** Too late; while the order is still on its way, that is worth knowing. */
const Refused = ({ order }: { order: Followed }) => {
	const { decidedAt, requestedAt } = order.cancellation!;
	return (
		<Outcome title={texts.value.refused} tone="late">
			<p>
				{whyRefused(order)} {texts.value.afterwards[afterRefusal(order)]}
			</p>
			<p class="small">{texts.value.refusedAfter(clockTime(requestedAt), clockTime(decidedAt!))}</p>
		</Outcome>
	);
};

const Ended = ({ children, order }: { children: ComponentChildren; order: Followed }) => {
	const ending = endingOf(order)!;
	const { amount = order.amounts.total, where } = moneyOf(order);
	const { ended, money, storeSaid } = texts.value;
	return (
		<Outcome title={ended[ending]} tone={ending === "customer" ? "plain" : "danger"}>
			{(ending === "rejected" || ending === "other") && order.reason && <p>{storeSaid(order.reason)}</p>}
			<p>{where === "back" || where === "going" ? money[where](won(amount)) : money[where]}</p>
			{children}
		</Outcome>
	);
};

/** What became of the order or of the wish to cancel it; `children` are what can be done then. */
export const OutcomeOf = ({ children, following, order }: { children: ComponentChildren; following: Following; order: Followed }) => {
	const { cancellation, payment } = order;
	if (endingOf(order)) return <Ended order={order}>{children}</Ended>;
	if (order.status === "completed" && payment.status === "refunded")
		return (
			<Outcome title={texts.value.refunded(won(payment.refunded ?? 0))} tone="info">
				{null}
			</Outcome>
		);
	if (isOver(order) || !cancellation) return null;
	if (cancellation.status === "held") return <Held following={following} order={order} />;
	return cancellation.status === "refused" ? <Refused order={order} /> : null;
};
