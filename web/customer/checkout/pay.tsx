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
import { type PayState, payState, type ToPay } from "./pay-rules.ts";
import { payTexts } from "./pay-texts.ts";
import { type Paying, payChoice, payingOf, shownTotalOf } from "./paying.ts";
import type { Method } from "./purchase.ts";

const METHODS: readonly Method[] = ["card", "transfer", "pay"];
const TOKENS = ["sim_ok", "sim_declined", "sim_timeout_ok", "sim_down"] as const;
/** Should no stream tell. */
const LOOK_AGAIN_MS = 3_000;

/** How somebody pays, and, where no real card is asked for, what is to become of it. */
export const PayForm = () => {
	const said = payTexts.value;
	const { method, token } = payChoice.value;
	return (
		<>
			<Choice
				legend={said.method}
				options={METHODS.map((value) => ({ value, label: said.methods[value] }))}
				value={method}
				onValue={(value) => {
					payChoice.value = { method: value, token };
				}}
			/>
			<details class="small">
				<summary>
					{shared.value.details}: {said.trial}
				</summary>
				<div class="stack trial">
					<p class="muted">{said.trialWhy}</p>
					<Choice
						legend={said.outcome}
						options={TOKENS.map((value) => ({ value, label: said.outcomes[value] }))}
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

const useLatest = (paying: Paying, orderId: string, state: PayState): void => {
	const { payment } = paying;
	useEffect(() => {
		paying.goOn();
		void payment.load();
		return listen((news) => {
			if (news.type === "opened" || news.orderId === orderId) void payment.load();
		});
	}, [paying]);
	useEffect(() => {
		if (state !== "unknown") return;
		const timer = setInterval(payment.load, LOOK_AGAIN_MS);
		return () => clearInterval(timer);
	}, [payment, state]);
};

interface PartProps {
	order: ToPay;
	paying: Paying;
}

const Checking = ({ order }: { order: ToPay }) => (
	<>
		<Banner tone="warn">{payTexts.value.checking}</Banner>
		{order.payBy && <p>{payTexts.value.checkingWhy(clockTime(order.payBy))}</p>}
		<Button look="main" wide isOff onPress={() => undefined}>
			{payTexts.value.checkingButton}
		</Button>
	</>
);

const Asking = ({ paying }: { paying: Paying }) => {
	const problem = paying.payment.problem.value;
	if (!problem) return <Skeleton lines={2} />;
	return (
		<>
			<ProblemNote problem={problem} />
			<Button onPress={paying.payment.load}>{shared.value.again}</Button>
		</>
	);
};

const PriceNote = ({ order }: { order: ToPay }) => {
	const shown = shownTotalOf(order.id);
	if (shown === undefined) return null;
	return <Banner tone="warn">{payTexts.value.priceChanged(won(shown), won(order.amounts.total))}</Banner>;
};

const ToBePaid = ({ order, paying, wasDeclined }: PartProps & { wasDeclined: boolean }) => {
	const said = payTexts.value;
	const store = shopOf(order.storeId).store.value.value;
	const problem = paying.command.problem.value;
	return (
		<>
			<PriceNote order={order} />
			{wasDeclined && (
				<Banner tone="danger" isUrgent>
					<span>
						<strong>{said.declined}</strong> {said.tryAgain}
					</span>
				</Banner>
			)}
			{order.payBy && (
				<p class="row between">
					<span>{said.remaining}</span>
					<strong role="timer">{countdown(Date.parse(order.payBy) - now.value)}</strong>
				</p>
			)}
			<PayForm />
			<ProblemNote problem={problem} />
			<p class="small muted">{order.kind === "parcel" ? said.parcelCancelRule : said.cancelRule}</p>
			<CommandButton command={paying.command} look="main" wide>
				{said.payAmount(store ? inLanguage(store.name) : "", won(order.amounts.total))}
			</CommandButton>
		</>
	);
};

const Part = ({ order, paying, state }: PartProps & { state: PayState }) => {
	if (state === "asking") return <Asking paying={paying} />;
	if (state === "unknown") return <Checking order={order} />;
	if (state === "paid") return <Banner tone="good">{payTexts.value.paid}</Banner>;
	if (state === "over") return <Banner tone="warn">{payTexts.value.over}</Banner>;
	return <ToBePaid order={order} paying={paying} wasDeclined={state === "declined"} />;
};

/** The paying of an order that waits for it; nothing for any other. */
export const PayPanel = ({ order }: { order: ToPay }) => {
	const paying = payingOf(order.id);
	const state = payState(order, paying.payment.value.value, now.value);
	useLatest(paying, order.id, state);
	useEffect(() => void shopOf(order.storeId).store.load(), [order.storeId]);
	if (state === "nothing") return null;
	return (
		<section class="card" aria-labelledby="pay">
			<h2 id="pay">{payTexts.value.pay}</h2>
			<Part order={order} paying={paying} state={state} />
		</section>
	);
};
