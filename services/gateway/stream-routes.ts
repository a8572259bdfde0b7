import type { ActionSchema } from "moleculer";
import * as params from "../../lib/params.ts";
import type { Schema } from "../../lib/schema.ts";

const eventsAfter = (snapshot: string): Schema => ({
	type: "string",
	description: [
		`Server-sent events, without an end. First \`event: snapshot\` with ${snapshot}, then one for each message, with its \`id\`, its type as the`,
		"`event`, and as the `data` `{type, orderId, status, version, at}` with the resource as it then is. A comment every 15 s. `event: reset`",
		"means that what was heard before is to be forgotten.",
	].join(" "),
});

/** What is answered without an end, beside the routes. */
export const STREAMS = {
	"GET /v1/orders/:orderId/events": {
		summary: "Tells what happens to an order, as it happens",
		guard: ["customer", "staff", "rider", "operator"],
		params: { orderId: params.orderId },
		refuses: ["too_many_streams"],
		returns: eventsAfter("the order"),
	},
	"GET /v1/stream": {
		summary: "Tells all that concerns the caller: a customer's orders, a store's board, a rider's jobs, everything to operators",
		guard: "signedIn",
		refuses: ["too_many_streams"],
		returns: eventsAfter("the newest hundred `orders`, of the `board`, or `jobs`"),
	},
} satisfies Record<string, ActionSchema>;

/** All that concerns the caller, or one order. */
export interface Subject {
	orderId?: string;
}

/** What a path is a stream of, if it is one. */
export const streamOf = (url = ""): Subject | undefined => {
	const path = url.split("?", 1)[0]!.replace(/(.)\/$/, "$1");
	if (path === "/v1/stream") return {};
	const orderId = /^\/v1\/orders\/([^/]+)\/events$/.exec(path)?.[1];
	return orderId === undefined ? undefined : { orderId };
};

export const streamRoute = ({ orderId }: Subject): keyof typeof STREAMS =>
	orderId === undefined ? "GET /v1/stream" : "GET /v1/orders/:orderId/events";
