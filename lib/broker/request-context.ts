import type { Service } from "moleculer";
import type { Handler } from "../messaging/bus.ts";
import { keyOf, type Message } from "../messaging/message.ts";
import { type LogContext, withContext } from "../observability/log-context.ts";

const contextOf = ({ request, sender }: Message): LogContext => {
	const key = keyOf(sender);
	return { requestId: request, ...(key.startsWith("ord_") ? { orderId: key } : undefined) };
};

/** Adds the ids of the originating request and of the order to every line that is logged while handling a message. */
export const withMessageContext = (handler: Handler, logger: Service["logger"]): Handler => {
	return (message) =>
		withContext(contextOf(message), () => {
			logger.debug(`Handling ${message.type}`);
			return handler(message);
		});
};
