import type { ServiceBroker } from "moleculer";
import type { Caller } from "../../lib/auth/caller.ts";
import { NotFound } from "../../lib/domain/refusal.ts";
import type { Failure } from "../../services/gateway/http/problem.ts";
import { callAction } from "./calls.ts";
import { type Cancellation, cancellationLine, type Happening, type Order, orderPage } from "./pages.ts";

/** The status of an order in another service. */
const statusBy = (broker: ServiceBroker, action: string, orderId: string): Promise<string> =>
	callAction<{ status: string }>(broker, action, { orderId }).then(
		({ status }) => status,
		({ type }: Failure) => (type === "not_found" ? "none" : "unavailable"),
	);

export const show = async (broker: ServiceBroker, orderId: string): Promise<string> => {
	const order = await callAction<Order>(broker, "order.get", { orderId });
	const [brew, delivery, history] = await Promise.all([
		statusBy(broker, "brew.get", orderId),
		statusBy(broker, "delivery.get", orderId),
		callAction<{ items: Happening[] }>(broker, "event-log.history", { orderId }).catch(() => undefined), // shown as unavailable
	]);
	return orderPage(order, { brew, delivery }, history?.items);
};

/** Calls as the customer, because nobody else may cancel an order. */
export const cancel = async (broker: ServiceBroker, orderId: string, reason: string | undefined): Promise<string> => {
	const order = await broker.call<{ customerId: string } | null, object>("order.snapshot", { orderId });
	if (!order) throw new NotFound("order");
	const customer: Caller = { accountId: order.customerId, roles: ["customer"] };
	const params = { orderId, ...(reason === undefined ? undefined : { reason }) };
	return `cancellation: ${cancellationLine(await callAction<Cancellation>(broker, "order.cancel", params, customer))}`;
};
