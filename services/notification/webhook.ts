import { become, type Decision, ignore, type Rules } from "../../lib/actor/rules.ts";
import { advance, awaited, type Patience, type Sending, type Step } from "./webhooks/sending.ts";

/** It publishes nothing. */
type Decided = Decision<Delivery, never>;

export interface Attempt {
	at: number;
	/** What the endpoint answered, when it did. */
	status: number | null;
	error: string | null;
	tookMs: number;
}

/** One message to one endpoint. */
export interface Delivery extends Sending {
	id: string;
	endpointId: string;
	messageId: string;
	type: string;
	/** As it is signed and sent. */
	body: string;
	/** The latest last. */
	attempts: Attempt[];
	createdAt: number;
	/** When it was last on its way. */
	touchedAt: number;
}

export type Parcel = Pick<Delivery, "id" | "endpointId" | "messageId" | "type" | "body">;

export type DeliveryCommand =
	| { type: "deliver"; parcel: Parcel }
	| { type: "begin"; by?: string }
	| { type: "succeed"; by: string; attempt: Attempt }
	| { type: "fail"; by: string; attempt: Attempt }
	| { type: "giveUp"; attempt: Attempt }
	| { type: "postpone"; until: number }
	| { type: "again" }
	| { type: "forget" };

/** An endpoint is given 10 s; the first retries come within 30 s, the last after 17.6 h. */
export const PATIENCE: Patience = { lease: 15_000, delays: [5_000, 25_000, 300_000, 1_800_000, 7_200_000, 18_000_000, 36_000_000] };
/** 30 days after it has arrived, or was given up. */
const KEPT_FOR = 2_592_000_000;
const KEPT_ATTEMPTS = 20;

const move = (delivery: Delivery, command: DeliveryCommand & { type: Step }, at: number): Decided => {
	const by = "by" in command ? command.by : undefined;
	const until = "until" in command ? command.until : at;
	const moved = advance(delivery, { step: command.type, at, by, until }, PATIENCE);
	if (!moved) return ignore;
	const attempts = "attempt" in command ? [...delivery.attempts, command.attempt].slice(-KEPT_ATTEMPTS) : delivery.attempts;
	return become({ ...delivery, ...moved, attempts, touchedAt: at });
};

export const decide = (delivery: Delivery | null, command: DeliveryCommand, at: number): Decided => {
	if (command.type === "deliver")
		return delivery ? ignore : become({ ...command.parcel, ...awaited(at), attempts: [], createdAt: at, touchedAt: at });
	if (!delivery || command.type === "forget") return ignore;
	return move(delivery, command, at);
};

export const deliveryRules: Rules<Delivery, DeliveryCommand, never> = {
	decide,
	due: ({ nextAt, touchedAt }) =>
		nextAt === null ? { at: touchedAt + KEPT_FOR, command: { type: "forget" } } : { at: nextAt, command: { type: "begin" } },
};
