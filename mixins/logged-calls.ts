import type { ActionHandler, Context, Middleware, Service } from "moleculer";
import { withContext } from "../lib/log-context.ts";
import type { CallMeta } from "./guard.ts";

/** Every line that is logged during a call names its request and its order. */
export const loggedCalls: Middleware = {
	name: "LoggedCalls",
	localAction(next: ActionHandler) {
		return function logged(this: Service, ctx: Context<{ orderId?: string } | null, CallMeta>) {
			const { requestId } = ctx.meta;
			const orderId = ctx.params?.orderId;
			return withContext({ ...(requestId ? { requestId } : undefined), ...(orderId ? { orderId } : undefined) }, () =>
				next.call(this, ctx),
			);
		};
	},
};
