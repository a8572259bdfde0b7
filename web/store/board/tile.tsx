import { useComputed } from "@preact/signals";
import type { StoreOrder } from "../../../contracts/store-order.ts";
import { now } from "../../shared/clock.ts";
import { clockTime, dayAndTime, won } from "../../shared/format.ts";
import { reasonText } from "../../shared/order/reasons.ts";
import { texts as shared } from "../../shared/texts.ts";
import { Button } from "../../shared/ui/Button.tsx";
import { ProblemNote } from "../../shared/ui/ProblemNote.tsx";
import { StatusWord, type Tone } from "../../shared/ui/StatusWord.tsx";
import { BlockButton } from "../desk/blocks.tsx";
import type { Desk } from "../desk/desk.ts";
import { texts } from "../texts.ts";
import { type Column, type CommandName, commandsOf, placeOf, type Step, shelfUrgencyOf, stepOf, urgencyOf } from "./board.ts";
import { TicketLines } from "./ticket-lines.tsx";
import { TileTime } from "./times.tsx";
import { WayIcon, wayOf } from "./way-icon.tsx";

interface TileProps {
	desk: Desk;
	order: StoreOrder;
	column: Column;
	/** The key that selects the tile; the tenth and later have none. */
	digit: number | undefined;
	isCurrent: boolean;
}

export const Tile = ({ column, desk, digit, isCurrent, order }: TileProps) => {
	const isGone = placeOf(order) === "gone";
	const commands = commandsOf(order, desk.feed.triesLeft.value.get(order.id));
	const alarm = useComputed(() => {
		if (column === "shelf" && shelfUrgencyOf(order, now.value) === "late") return "cold";
		return column === "make" && urgencyOf(order.promise.readyAt, now.value) === "late" ? "late" : "";
	});
	return (
		<article
			class={`tile ${isGone ? "gone" : alarm.value}`}
			data-tile={order.id}
			tabIndex={isCurrent ? 0 : -1}
			data-way={wayOf(order)}
			aria-label={`${order.number} ${wayLabel(order)}`}
		>
			<div class="tile-head">
				<h3 class="number">{order.number}</h3>
				<div class="tile-when">
					<span class="way">
						<WayIcon way={wayOf(order)} /> {wayLabel(order)} {digit && <Key digit={digit} />}
					</span>
					{!isGone && <TileTime column={column} order={order} />}
				</div>
			</div>
			<TicketLines desk={desk} order={order} />
			{isGone ? <Gone order={order} /> : <State desk={desk} order={order} />}
			<div class="tile-commands">
				{commands.map((name, place) => (
					<TileButton key={name} desk={desk} name={name} order={order} isMain={place === 0} />
				))}
				{isGone ? <BlockButton desk={desk} order={order} /> : <PrintButton desk={desk} order={order} />}
			</div>
			{commands.map((name) => (
				<ProblemNote key={name} problem={desk.commandOf(order.id, name).problem.value} />
			))}
		</article>
	);
};

const Key = ({ digit }: { digit: number }) => (
	<span class="key" aria-hidden="true">
		{digit}
	</span>
);

const wayLabel = (order: StoreOrder): string => {
	const way = wayOf(order);
	return way === "parcel" ? shared.value.kind.parcel : shared.value.fulfilment[way];
};

const PrintButton = ({ desk, order }: { desk: Desk; order: StoreOrder }) => (
	<Button
		look="link"
		label={`${order.number} ${texts.value.print}`}
		onPress={() => {
			desk.printing.value = order;
		}}
	>
		{texts.value.print}
	</Button>
);

const Gone = ({ order }: { order: StoreOrder }) => (
	<p>
		<StatusWord tone="danger">{texts.value.gone(shared.value.order[order.status], clockTime(order.updatedAt))}</StatusWord>{" "}
		{order.reason && <span class="small">{reasonText(order.reason)}</span>}
		{order.delivery?.reason && <span class="small"> · {reasonText(order.delivery.reason)}</span>}
	</p>
);

const STEP_TONES: Partial<Record<Step, Tone>> = {
	brewing: "info",
	findingRider: "warn",
	awaitingRider: "info",
	riderComing: "info",
	onItsWay: "good",
	settling: "plain",
};

/** Payment, level, step and warnings. */
const State = ({ desk, order }: { desk: Desk; order: StoreOrder }) => {
	const step = stepOf(order);
	const tone = STEP_TONES[step];
	const t = texts.value;
	return (
		<>
			<p class="facts muted">
				<Money order={order} />
				<span>{t.levels[order.level]}</span>
				{step === "onItsWay" && order.delivery?.eta && <span>{t.arrives(clockTime(order.delivery.eta))}</span>}
			</p>
			<p class="row badges">
				{order.for && <StatusWord tone="info">{t.scheduledFor(dayAndTime(order.for))}</StatusWord>}
				{tone && <StatusWord tone={tone}>{t.steps[step]}</StatusWord>}
				{order.delivery?.riderId && <span class="small">{riderName(desk, order.delivery.riderId)}</span>}
				{desk.feed.held.value.has(order.id) && <StatusWord tone="warn">{t.held}</StatusWord>}
				{desk.feed.triesLeft.value.get(order.id) === 0 && <StatusWord tone="danger">{t.pinLocked}</StatusWord>}
			</p>
		</>
	);
};

const riderName = (desk: Desk, riderId: string): string =>
	desk.feed.riders.value.value?.items.find(({ id }) => id === riderId)?.name ?? riderId.slice(-4);

/** Shows the payment's status only when it is unusual: stores normally get orders that are approved or due on receipt. */
const Money = ({ order: { amounts, fulfilment, payment } }: { order: StoreOrder }) => {
	const isUsual = payment.status === "due" || payment.status === "approved";
	const isForRider = payment.timing === "on_receipt" && fulfilment === "delivery";
	return (
		<>
			<span>
				{shared.value.timing[payment.timing]} {won(amounts.total)}
			</span>
			{isForRider && <span>{texts.value.collectOnArrival}</span>}
			{!isUsual && <span>{shared.value.payment[payment.status]}</span>}
		</>
	);
};

const labelOf = (name: CommandName, order: StoreOrder): string =>
	name === "takePayment" ? texts.value.takePayment(won(order.amounts.total)) : texts.value.commands[name];

interface TileButtonProps {
	desk: Desk;
	name: CommandName;
	order: StoreOrder;
	isMain: boolean;
}

const TileButton = ({ desk, isMain, name, order }: TileButtonProps) => {
	const command = desk.commandOf(order.id, name);
	const isSending = command.isSending.value;
	const seconds = command.waitSeconds;
	const label = command.problem.value?.isRetryable ? texts.value.notSent : labelOf(name, order);
	return (
		<Button look={isMain ? "main" : "plain"} isOff={isSending || seconds > 0} onPress={() => desk.press(name, order)}>
			<span class="unseen">{order.number}</span>{" "}
			{isSending ? `${shared.value.sending} …` : seconds > 0 ? shared.value.againIn(seconds) : label}
		</Button>
	);
};
