import type { StoreOrder } from "../../../contracts/store-order.ts";
import { now } from "../../shared/clock.ts";
import { clockTime, countdown } from "../../shared/format.ts";
import { StatusWord, type Tone } from "../../shared/ui/StatusWord.tsx";
import { texts } from "../texts.ts";
import { type Column, shelfUrgencyOf, type Urgency, urgencyOf } from "./board.ts";

const TONES: Record<Urgency, Tone> = { calm: "plain", soon: "warn", late: "late" };

/** A component of its own, so that only it renders again each second. */
const AnswerTime = ({ by }: { by: string | null }) =>
	by === null ? null : (
		<span class={`answer-time tone-${urgencyOf(by, now.value) === "calm" ? "plain" : "danger"}`} role="timer">
			<span class="unseen">{texts.value.answerIn} </span>
			{countdown(Date.parse(by) - now.value)}
		</span>
	);

const ReadyTime = ({ at }: { at: string | null }) => {
	if (at === null) return null;
	const ms = Date.parse(at) - now.value;
	return <StatusWord tone={TONES[urgencyOf(at, now.value)]}>{ms < 0 ? texts.value.late(-ms) : texts.value.left(ms)}</StatusWord>;
};

const SHELF_TONES: Record<Urgency, Tone> = { calm: "plain", soon: "warn", late: "danger" };

/** How long it has waited, and until when the store keeps it. */
const ShelfTime = ({ order }: { order: StoreOrder }) => {
	if (order.status !== "ready") return null;
	const waited = texts.value.readySince(now.value - Date.parse(order.updatedAt));
	return (
		<>
			<StatusWord tone={SHELF_TONES[shelfUrgencyOf(order, now.value)]}>{waited}</StatusWord>
			{order.collectBy && <span class="muted">{texts.value.keptUntil(clockTime(order.collectBy))}</span>}
		</>
	);
};

export const TileTime = ({ column, order }: { column: Column; order: StoreOrder }) => {
	if (column === "new") return <AnswerTime by={order.answerBy} />;
	return column === "make" ? <ReadyTime at={order.promise.readyAt} /> : <ShelfTime order={order} />;
};
