import type { Role } from "../../lib/auth/caller.ts";
import type { ProblemCode } from "../catalogue/problems.ts";
import type { Static, TObject, TSchema } from "./schema.ts";

/** Who may call an action through the gateway. Calls between services are not checked. */
export type Guard = "anyone" | "signedIn" | "internal" | readonly Role[];

/** The public declaration of an action. An action without a route can be called by services only. */
export interface Action {
	summary: string;
	route?: `${"GET" | "POST" | "PUT" | "PATCH" | "DELETE"} /${string}`;
	/** Default: 200. */
	status?: 201 | 202 | 204;
	/** `Location` of a created resource; `{field}` stands for a field of the output. */
	location?: string;
	/** May respond 202 when the outcome is not known yet. */
	mayBeOpen?: boolean;
	/** All attempts with one `Idempotency-Key` create one resource, so the gateway repeats a call whose node died. */
	createsOnce?: true;
	/** The header that signs the body. The action receives the header and the raw body. */
	signedBy?: string;
	/** The body is a picture. The gateway checks and stores it, and the action receives its id as `pictureId`. */
	uploads?: "picture";
	/** The response is the picture whose first part the action returns. */
	downloads?: "picture";
	/** The field that identifies the target of a guessing attack: attempts are rate-limited per value. */
	guesses?: string;
	/** Each call sends a paid message: limited per address and hour. */
	sendsMessage?: true;
	guard: Guard;
	/** The field that names a store: staff of other stores are refused. */
	ofStore?: string;
	/** Fields that only some callers may send. */
	reserved?: Readonly<Record<string, Guard>>;
	/** Accepted fields; unknown fields are rejected at every level. */
	input?: TObject;
	output?: TSchema;
	/** Problem codes of the action itself, in addition to those of the gateway and the guard. */
	refuses?: readonly ProblemCode[];
}

/** The type of `ctx.params`. */
export type Input<Of extends Action> = Of["input"] extends TSchema ? Static<Of["input"]> : object;
// biome-ignore lint/suspicious/noConfusingVoidType: used as the return type of a handler
export type Output<Of extends Action> = Of["output"] extends TSchema ? Static<Of["output"]> : void;

/** An action as callers use it. `~types` exists for the compiler only. */
export interface Callable<In = unknown, Out = unknown> {
	name: string;
	"~types"?: { in: In; out: Out };
}
export type NamedAction = Action & Callable;
export type Contract = Record<string, NamedAction>;

/** Declares the actions of a service. */
export const actions = <const Actions extends Record<string, Action>>(service: string, table: Actions) =>
	Object.fromEntries(Object.entries(table).map(([name, action]) => [name, { ...action, name: `${service}.${name}` }])) as {
		readonly [Name in keyof Actions]: Actions[Name] & Callable<Input<Actions[Name]>, Output<Actions[Name]>>;
	};

/** Declares the messages that an actor publishes, `<topic>.<event>`, all with the same payload. */
export const messages = <const Topic extends string, const Event extends string, Payload extends TObject>(
	topic: Topic,
	payload: Payload,
	events: readonly Event[],
) => Object.fromEntries(events.map((event) => [`${topic}.${event}`, payload])) as Record<`${Topic}.${Event}`, Payload>;

/** Payload types by message type. */
export type PayloadsOf<Messages extends Record<string, TObject>> = { [Type in keyof Messages]: Static<Messages[Type]> };

/** The part of an object schema that mixins use. Resolving `Static` for an unknown schema takes the compiler seconds. */
export interface ObjectSchema {
	properties: object;
}

/** Copies the fields that a schema declares. */
export const pick = <Data extends object>({ properties }: ObjectSchema, data: Data): Data => {
	const picked: Record<string, unknown> = {};
	for (const name of Object.keys(properties)) if (Object.hasOwn(data, name)) picked[name] = data[name as keyof Data];
	return picked as Data;
};
