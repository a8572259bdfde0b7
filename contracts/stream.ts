import { actions } from "./contract.ts";
import { orderId } from "./fields.ts";
import Type from "./schema.ts";

const eventsAfter = (snapshot: string) =>
	Type.String({
		description: [
			`Server-sent events, without an end. First \`event: snapshot\` with ${snapshot}, then one for each message, with its \`id\`, its type as the`,
			"`event`, and as the `data` `{type, orderId, status, version, at}` with the resource as it then is. A comment every 15 s. `event: reset`",
			"means that what was heard before is to be forgotten.",
		].join(" "),
	});

/** The gateway answers these by itself, past the router, because they have no end. */
export const streams = actions("stream", {
	order: {
		summary: "Tells what happens to an order, as it happens",
		route: "GET /v1/orders/:orderId/events",
		guard: ["customer", "staff", "rider", "operator"],
		input: Type.Object({ orderId }),
		output: eventsAfter("the order"),
		refuses: ["too_many_streams"],
	},
	all: {
		summary: "Tells all that concerns the caller: a customer's orders, a store's board, a rider's jobs, everything to operators",
		route: "GET /v1/stream",
		guard: "signedIn",
		output: eventsAfter("the newest hundred `orders`, of the `board`, or `jobs`"),
		refuses: ["too_many_streams"],
	},
});
