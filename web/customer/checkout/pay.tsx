import { useEffect } from "preact/hooks";
import { now } from "../../shared/clock.ts";
import { clockTime, countdown, won } from "../../shared/format.ts";
import { inLanguage } from "../../shared/i18n.ts";
import { listen } from "../../shared/live.ts";
import { texts as shared } from "../../shared/texts.ts";
import { Banner } from "../../shared/ui/Banner.tsx";
import { Button, CommandButton } from "../../shared/ui/Button.tsx";
import { Choice } from "../../shared/ui/Choice.tsx";
import { ProblemNote } from "../../shared/ui/ProblemNote.tsx";
import { Skeleton } from "../../shared/ui/Skeleton.tsx";
import { shopOf } from "../menu/shop.ts";
import { type PayableOrder, type PayState, payState } from "./pay-rules.ts";
import { payTexts } from "./pay-texts.ts";
import { type PaymentFlow, payChoice, paymentFlowOf, shownTotalOf } from "./paying.ts";
import type { Method } from "./purchase.ts";

const METHODS: readonly Method[] = ["card", "transfer", "pay"];
const TOKENS = ["sim_ok", "sim_declined", "sim_timeout_ok", "sim_down"] as const;
/** Fallback without the stream. */
const POLL_MS = 3_000;

/** The payment method and, since the provider is simulated, the outcome. */
export const PayForm = () => {
	const t = payTexts.value;
	const { method, token } = payChoice.value;
	return (
		<>
			<Choice
				legend={t.method}
				options={METHODS.map((value) => ({ value, label: t.methods[value] }))}
				value={method}
				onValue={(value) => {
					payChoice.value = { method: value, token };
				}}
			/>
			<details class="small">
				<summary>{t.trial}</summary>
				<div class="stack trial">
					<p class="muted">{t.trialWhy}</p>
					<Choice
						legend={t.outcome}
						options={TOKENS.map((value) => ({ value, label: t.outcomes[value] }))}
						value={token as (typeof TOKENS)[number]}
						onValue={(value) => {
							payChoice.value = { method, token: value };
						}}
					/>
				</div>
			</details>
		</>
	);
};

const usePayment = (flow: PaymentFlow, orderId: string, state: PayState): void => {
	const { payment } = flow;
	useEffect(() => {
		flow.resume();
		void payment.load();
		return listen((event) => {
			if (event.type === "opened" || event.orderId === orderId) void payment.load();
		});
	}, [flow]);
	useEffect(() => {
		if (state !== "unknown") return;
		const timer = setInterval(payment.load, POLL_MS);
		return () => clearInterval(timer);
	}, [payment, state]);
};

interface ContentProps {
	order: PayableOrder;
	flow: PaymentFlow;
}

const Checking = ({ order }: { order: PayableOrder }) => (
	<>
		<Banner tone="warn">{payTexts.value.checking}</Banner>
		{order.payBy && <p>{payTexts.value.checkingWhy(clockTime(order.payBy))}</p>}
		<Button look="main" wide isOff onPress={() => undefined}>
			{payTexts.value.checkingButton}
		</Button>
	</>
);

const Loading = ({ flow }: { flow: PaymentFlow }) => {
	const problem = flow.payment.problem.value;
	if (!problem) return <Skeleton lines={2} />;
	return (
		<>
			<ProblemNote problem={problem} />
			<Button onPress={flow.payment.load}>{shared.value.again}</Button>
		</>
	);
};

const PriceNote = ({ order }: { order: PayableOrder }) => {
	const shown = shownTotalOf(order.id);
	if (shown === undefined) return null;
	return <Banner tone="warn">{payTexts.value.priceChanged(won(shown), won(order.amounts.total))}</Banner>;
};

const PaymentForm = ({ order, flow, wasDeclined }: ContentProps & { wasDeclined: boolean }) => {
	const t = payTexts.value;
	const store = shopOf(order.storeId).store.value.value;
	const problem = flow.command.problem.value;
	return (
		<>
			<PriceNote order={order} />
			{wasDeclined && (
				<Banner tone="danger" isUrgent>
					<span>
						<strong>{t.declined}</strong> {t.tryAgain}
					</span>
				</Banner>
			)}
			{order.payBy && (
				<p class="row between">
					<span>{t.remaining}</span>
					<strong role="timer">{countdown(Date.parse(order.payBy) - now.value)}</strong>
				</p>
			)}
			<PayForm />
			<ProblemNote problem={problem} />
			<p class="small muted">{order.kind === "parcel" ? t.parcelCancelRule : t.cancelRule}</p>
			<CommandButton command={flow.command} look="main" wide>
				{t.payAmount(store ? inLanguage(store.name) : "", won(order.amounts.total))}
			</CommandButton>
		</>
	);
};

const Content = ({ order, flow, state }: ContentProps & { state: PayState }) => {
	if (state === "loading") return <Loading flow={flow} />;
	if (state === "unknown") return <Checking order={order} />;
	if (state === "paid") return <Banner tone="good">{payTexts.value.paid}</Banner>;
	if (state === "expired") return <Banner tone="warn">{payTexts.value.expired}</Banner>;
	return <PaymentForm order={order} flow={flow} wasDeclined={state === "declined"} />;
};

/** The payment of a placed order; renders nothing for other orders. */
export const PayPanel = ({ order }: { order: PayableOrder }) => {
	const flow = paymentFlowOf(order.id);
	const state = payState(order, flow.payment.value.value, now.value);
	usePayment(flow, order.id, state);
	useEffect(() => void shopOf(order.storeId).store.load(), [order.storeId]);
	if (state === "none") return null;
	return (
		<section class="card" aria-labelledby="pay">
			<h2 id="pay">{payTexts.value.pay}</h2>
			<Content order={order} flow={flow} state={state} />
		</section>
	);
};
