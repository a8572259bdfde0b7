import { ACTIONS } from "../../../contracts/catalogue/actions.ts";
import type { Action, NamedAction } from "../../../contracts/notation/contract.ts";

/** A route as moleculer-web and our methods read it. */
export interface Route extends Pick<Action, "createsOnce" | "guesses" | "location" | "signedBy" | "status"> {
	action: string;
	contract: NamedAction;
}

const routeOf = (contract: NamedAction): [entry: string, route: Route][] => {
	const { createsOnce, guesses, location, name: action, route, signedBy, status } = contract;
	return route ? [[route, { action, contract, createsOnce, guesses, location, signedBy, status } as Route]] : [];
};

/** All routes that the contracts declare, matched in this order. */
export const ROUTES: Record<string, Route> = Object.fromEntries(ACTIONS.flatMap(routeOf));
