import type { ActionHandler, ActionSchema, CallingOptions, Context, Middleware, Service } from "moleculer";
import { currentContext, withContext } from "../observability/log-context.ts";
import type { CallMeta } from "./guard.ts";

type Call = (action: string, params: unknown, options?: CallingOptions) => Promise<unknown>;

/** Adds the request id and the order id to every line that is logged during a call. */
export const loggedCalls: Middleware = {
	name: "LoggedCalls",
	/** Calls made while handling a message keep the id of the request that caused the message, on any node. */
	call(next) {
		const call: Call = (action, params, options) => {
			const { requestId } = currentContext();
			if (requestId === undefined || options?.parentCtx || options?.requestID) return next(action, params, options);
			return next(action, params, { ...options, requestID: requestId, meta: { requestId, ...options?.meta } });
		};
		return call as never; // Moleculer types it as the call's result
	},
	localAction(next: ActionHandler, action: ActionSchema) {
		const line = `Calling ${action.name}`;
		return function logged(this: Service, ctx: Context<{ orderId?: string } | null, CallMeta>) {
			const { requestId } = ctx.meta;
			const orderId = ctx.params?.orderId;
			return withContext({ ...(requestId ? { requestId } : undefined), ...(orderId ? { orderId } : undefined) }, () => {
				ctx.service?.logger.debug(line);
				return next.call(this, ctx);
			});
		};
	},
};
