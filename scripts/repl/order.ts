import type { ServiceBroker } from "moleculer";
import type { Caller } from "../../lib/auth/caller.ts";
import { NotFound } from "../../lib/domain/refusal.ts";
import type { Failure } from "../../services/gateway/http/problem.ts";
import { ask } from "./asking.ts";
import { type Cancellation, cancellationLine, type Happening, type Order, orderPage } from "./pages.ts";

/** What one more service has to say of an order, in a word. */
const statusBy = (broker: ServiceBroker, action: string, orderId: string): Promise<string> =>
	ask<{ status: string }>(broker, action, { orderId }).then(
		({ status }) => status,
		({ type }: Failure) => (type === "not_found" ? "none" : "cannot be asked"),
	);

export const show = async (broker: ServiceBroker, orderId: string): Promise<string> => {
	const order = await ask<Order>(broker, "order.get", { orderId });
	const [brew, delivery, history] = await Promise.all([
		statusBy(broker, "brew.get", orderId),
		statusBy(broker, "delivery.get", orderId),
		ask<{ items: Happening[] }>(broker, "event-log.history", { orderId }).catch(() => undefined), // the page says so
	]);
	return orderPage(order, { brew, delivery }, history?.items);
};

/** By the customer's own rules: nobody else may cancel an order. */
export const cancel = async (broker: ServiceBroker, orderId: string, reason: string | undefined): Promise<string> => {
	const order = await broker.call<{ customerId: string } | null, object>("order.snapshot", { orderId });
	if (!order) throw new NotFound("order");
	const customer: Caller = { accountId: order.customerId, roles: ["customer"] };
	const wish = { orderId, ...(reason === undefined ? undefined : { reason }) };
	return `cancellation: ${cancellationLine(await ask<Cancellation>(broker, "order.cancel", wish, customer))}`;
};
