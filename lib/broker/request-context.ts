import type { Service } from "moleculer";
import type { Handler } from "../messaging/bus.ts";
import { keyOf, type Message } from "../messaging/message.ts";
import { type LogContext, withContext } from "../observability/log-context.ts";

const contextOf = ({ request, sender }: Message): LogContext => {
	const key = keyOf(sender);
	return { requestId: request, ...(key.startsWith("ord_") ? { orderId: key } : undefined) };
};

/** Every line that is logged over a message names the request that it comes from, and its order. */
export const inContext = (handler: Handler, logger: Service["logger"]): Handler => {
	return (message) =>
		withContext(contextOf(message), () => {
			logger.debug(`${message.type} is heard`);
			return handler(message);
		});
};
