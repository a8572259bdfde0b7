import type { ActionHandler, ActionSchema, Context, Middleware, Service } from "moleculer";
import { type Caller, isStaffOf, type Role } from "../auth/caller.ts";
import { Forbidden, Unauthorized } from "../domain/refusal.ts";

export type { Caller, Role };

/** The service that receives all calls from outside. */
const GATEWAY = "gateway";

/** Who may call an action from outside. Services trust each other: calls that do not come through the gateway pass. */
export type Guard = "anyone" | "signedIn" | "internal" | readonly Role[];

/** Metadata of a call and of all calls that it causes. */
export interface CallMeta {
	/** Set by the gateway; absent on calls between services. */
	outside?: boolean;
	caller?: Caller | undefined;
	requestId?: string;
	/** The expected version, from `If-Match`; `*` matches any existing one. */
	ifMatch?: number | "*";
	language?: "ko" | "en";
	/** The browser and system of a caller who is not signed in. */
	device?: string | undefined;
	/** Set by a PUT action that created a resource: the gateway responds 201 instead of 200. */
	created?: boolean;
	/** Set by an action whose result can change without a new version: the part of the result that then changes. */
	variant?: number | string;
	/** Set by an action whose outcome is not known yet: the gateway responds 202 with `Retry-After` in seconds. */
	pending?: { retryAfter: number };
	/** The ending of the id to create, if the request may be a retry: the same for every attempt. */
	idEnding?: string;
}

interface Guarded {
	guard?: Guard;
	/** The parameter that names a store: staff of other stores are refused. */
	ofStore?: string;
	/** Parameters that only some callers may send. */
	reserved?: Readonly<Record<string, Guard>>;
	/** In milliseconds. Moleculer supports it, but its types omit it. */
	timeout?: number;
}

declare module "moleculer" {
	interface ActionSchema<TThis = Service> extends Guarded {}
}

type Call = Context<Record<string, unknown>, CallMeta>;

/** Throws unless the guard admits this caller. */
export const admit = (guard: Guard | undefined, caller: Caller | undefined, action: string): void => {
	if (guard === "anyone") return;
	if (guard === undefined || guard === "internal") throw new Forbidden(action);
	if (!caller) throw new Unauthorized();
	if (guard !== "signedIn" && !guard.some((role) => caller.roles.includes(role))) throw new Forbidden(action);
};

const authorize = ({ guard, name = "", ofStore, reserved = {} }: ActionSchema, { meta, params }: Call): void => {
	admit(guard, meta.caller, name);
	for (const [field, only] of Object.entries(reserved)) if (Object.hasOwn(params, field)) admit(only, meta.caller, `${name} with ${field}`);
	if (ofStore !== undefined && !isStaffOf(meta.caller, String(params[ofStore]))) throw new Forbidden(name);
};

/** True for the gateway's own calls. Calls that a service makes in turn count as its own. */
const isFromOutside = ({ caller, meta }: Call): boolean => meta.outside === true && (caller ?? GATEWAY) === GATEWAY;

/** Authorizes calls from outside before their input is validated. A service with an unguarded action does not start. */
export const guardMiddleware: Middleware = {
	name: "Guard",
	localAction(next: ActionHandler, action: ActionSchema) {
		if (action.name?.startsWith("$")) return next;
		if (action.guard === undefined)
			throw new Error(`Action ${action.name} must declare a guard: "anyone", "signedIn", "internal" or a list of roles.`);
		return async function guarded(this: Service, ctx: Call) {
			if (isFromOutside(ctx)) authorize(action, ctx);
			return next.call(this, ctx);
		};
	},
};
