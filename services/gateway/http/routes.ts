import { ACTIONS } from "../../../contracts/catalogue/actions.ts";
import type { Action, NamedAction } from "../../../contracts/notation/contract.ts";

/** A route as moleculer-web and our methods read it. */
export interface Route
	extends Pick<Action, "createsOnce" | "downloads" | "guesses" | "location" | "sendsMessage" | "signedBy" | "status" | "uploads"> {
	action: string;
	contract: NamedAction;
}

const routeOf = (contract: NamedAction): [entry: string, route: Route][] => {
	const { createsOnce, downloads, guesses, location, name: action, route, sendsMessage, signedBy, status, uploads } = contract;
	return route
		? [[route, { action, contract, createsOnce, downloads, guesses, location, sendsMessage, signedBy, status, uploads } as Route]]
		: [];
};

/** All routes that the contracts declare, matched in this order. */
export const ROUTES: Record<string, Route> = Object.fromEntries(ACTIONS.flatMap(routeOf));
