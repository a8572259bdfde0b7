import type { Action, NamedAction } from "../../contracts/contract.ts";
import { ACTIONS } from "../../contracts/index.ts";

/** What moleculer-web needs to know of a route, and what our methods read from it. */
export interface Route extends Pick<Action, "guesses" | "location" | "signedBy" | "status"> {
	action: string;
	/** Undefined for services without a contract. */
	contract?: NamedAction;
}

const declared = (contract: NamedAction): [entry: string, route: Route][] => {
	const { guesses, location, name: action, route, signedBy, status } = contract;
	return route ? [[route, { action, contract, guesses, location, signedBy, status } as Route]] : [];
};

const created = (action: string, location: string): Route => ({ action, status: 201, location });
const done = (action: string): Route => ({ action, status: 204 });

/** Services without a contract. */
const OTHERS: Record<string, string | Route> = {
	"POST /v1/quotes": created("quote.make", "/v1/quotes/{id}"),
	"GET /v1/quotes/:quoteId": "quote.get",
	"GET /v1/riders": "rider.list",
	"PATCH /v1/riders/me": "rider.change",
	"GET /v1/deliveries": "delivery.list",
	"GET /v1/deliveries/:orderId": "delivery.get",
	"POST /v1/deliveries/:orderId/assign": "delivery.assign",
	"POST /v1/deliveries/:orderId/accept": "delivery.accept",
	"POST /v1/deliveries/:orderId/decline": "delivery.decline",
	"POST /v1/deliveries/:orderId/depart": "delivery.depart",
	"POST /v1/deliveries/:orderId/location": "delivery.move",
	"POST /v1/deliveries/:orderId/confirm": "delivery.confirm",
	"POST /v1/deliveries/:orderId/fail": "delivery.fail",
	"POST /v1/deliveries/:orderId/unlock": "delivery.unlock",
};

/** Every published route. They are matched in this order. */
export const ROUTES: Record<string, Route> = Object.fromEntries([
	...ACTIONS.flatMap(declared),
	...Object.entries(OTHERS).map(([entry, row]): [string, Route] => [entry, typeof row === "string" ? { action: row } : row]),
]);
