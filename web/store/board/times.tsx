import type { StoreOrder } from "../../../contracts/store-order.ts";
import { now } from "../../shared/clock.ts";
import { countdown } from "../../shared/format.ts";
import { StatusWord, type Tone } from "../../shared/ui/StatusWord.tsx";
import { texts } from "../texts.ts";
import { type Column, type Urgency, urgencyOf } from "./board.ts";

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

const ShelfTime = ({ order: { status, updatedAt } }: { order: StoreOrder }) =>
	status === "ready" ? <span class="muted">{texts.value.readySince(now.value - Date.parse(updatedAt))}</span> : null;

export const TileTime = ({ column, order }: { column: Column; order: StoreOrder }) => {
	if (column === "new") return <AnswerTime by={order.answerBy} />;
	return column === "make" ? <ReadyTime at={order.promise.readyAt} /> : <ShelfTime order={order} />;
};
