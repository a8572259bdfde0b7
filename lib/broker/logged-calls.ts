import type { ActionHandler, ActionSchema, CallingOptions, Context, Middleware, Service } from "moleculer";
import { currentContext, withContext } from "../observability/log-context.ts";
import type { CallMeta } from "./guard.ts";

type Call = (action: string, params: unknown, options?: CallingOptions) => Promise<unknown>;

/** Every line that is logged during a call names its request and its order. */
export const loggedCalls: Middleware = {
	name: "LoggedCalls",
	/** What a message leads to still belongs to the request that the message comes from, on whichever node. */
	call(next) {
		const call: Call = (action, params, options) => {
			const { requestId } = currentContext();
			if (requestId === undefined || options?.parentCtx || options?.requestID) return next(action, params, options);
			return next(action, params, { ...options, requestID: requestId, meta: { requestId, ...options?.meta } });
		};
		return call as never; // its type in the framework is that of an answer
	},
	localAction(next: ActionHandler, action: ActionSchema) {
		const line = `${action.name} is called`;
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
