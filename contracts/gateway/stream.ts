import { actions } from "../notation/contract.ts";
import { orderId } from "../notation/fields.ts";
import Type from "../notation/schema.ts";

const eventsAfter = (snapshot: string) =>
	Type.String({
		description: [
			`An open-ended stream of server-sent events. It starts with \`event: snapshot\` with ${snapshot}, followed by one event per message:`,
			"`id` is the message's id, `event` its type, and `data` is `{type, orderId, status, version, at}` with the current resource.",
			"A comment is sent every 15 s. `event: reset` means that the client must discard all earlier events.",
		].join(" "),
	});

/** The gateway serves these outside the router because the responses never end. */
export const streams = actions("stream", {
	order: {
		summary: "Streams the events of an order",
		route: "GET /v1/orders/:orderId/events",
		guard: ["customer", "staff", "rider", "operator"],
		input: Type.Object({ orderId }),
		output: eventsAfter("the order"),
		refuses: ["too_many_streams"],
	},
	all: {
		summary: "Streams the events visible to the caller: a customer's orders, a store's board, a rider's jobs, or everything for operators",
		route: "GET /v1/stream",
		guard: "signedIn",
		output: eventsAfter("the newest hundred entries of `orders`, `board` or `jobs`"),
		refuses: ["too_many_streams"],
	},
});
