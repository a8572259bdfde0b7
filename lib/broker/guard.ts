import type { ActionHandler, ActionSchema, Context, Middleware, Service } from "moleculer";
import { type Caller, isStaffOf, type Role } from "../auth/caller.ts";
import { Forbidden, Unauthorized } from "../domain/refusal.ts";

export type { Caller, Role };

/** The service through which everyone outside comes. */
const GATEWAY = "gateway";

/** Who may call an action from outside. Services trust each other: a call that did not come through the gateway passes. */
export type Guard = "anyone" | "signedIn" | "internal" | readonly Role[];

/** What travels with a call and all calls that follow from it. */
export interface CallMeta {
	/** Set by the gateway; a call between services goes without. */
	outside?: boolean;
	caller?: Caller | undefined;
	requestId?: string;
	/** The version that the caller wants to change, from `If-Match`; `*` is any, if it exists. */
	ifMatch?: number | "*";
	language?: "ko" | "en";
	/** Set by an action whose PUT has made something new: 201 instead of 200. */
	created?: boolean;
	/** Set by an action whose outcome is still open: 202, worth asking again after so many seconds. */
	pending?: { retryAfter: number };
	/** Of the id of what is to be made, when the request may be a retry: the same for each of its attempts. */
	idEnding?: string;
}

interface Guarded {
	guard?: Guard;
	/** The parameter that names a store: staff of any other store is refused. */
	ofStore?: string;
	/** Parameters that only some may send, whatever is in them. */
	reserved?: Readonly<Record<string, Guard>>;
	/** Milliseconds; Moleculer knows it, its types do not. */
	timeout?: number;
}

declare module "moleculer" {
	interface ActionSchema<TThis = Service> extends Guarded {}
}

type Call = Context<Record<string, unknown>, CallMeta>;

/** Throws unless this caller, or nobody in particular, may call an action with this guard at all. */
export const admit = (guard: Guard | undefined, caller: Caller | undefined, action: string): void => {
	if (guard === "anyone") return;
	if (guard === undefined || guard === "internal") throw new Forbidden(action);
	if (!caller) throw new Unauthorized();
	if (guard !== "signedIn" && !guard.some((role) => caller.roles.includes(role))) throw new Forbidden(action);
};

const judge = ({ guard, name = "", ofStore, reserved = {} }: ActionSchema, { meta, params }: Call): void => {
	admit(guard, meta.caller, name);
	for (const [field, only] of Object.entries(reserved)) if (Object.hasOwn(params, field)) admit(only, meta.caller, `${name} with ${field}`);
	if (ofStore !== undefined && !isStaffOf(meta.caller, String(params[ofStore]))) throw new Forbidden(name);
};

/** What a service calls in turn, it calls on its own account. */
const comesFromOutside = ({ caller, meta }: Call): boolean => meta.outside === true && (caller ?? GATEWAY) === GATEWAY;

/** Refuses callers from outside before their input is looked at, and services that leave open who may call them. */
export const guardMiddleware: Middleware = {
	name: "Guard",
	localAction(next: ActionHandler, action: ActionSchema) {
		if (action.name?.startsWith("$")) return next;
		if (action.guard === undefined)
			throw new Error(`Action ${action.name} has to state its guard: "anyone", "signedIn", "internal" or the roles that may call it.`);
		return async function guarded(this: Service, ctx: Call) {
			if (comesFromOutside(ctx)) judge(action, ctx);
			return next.call(this, ctx);
		};
	},
};
