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
const OTHERS: Record<string, string | Route> = {};
const OTHERS: Record<string, string | Route> = {};

/** Every published route. They are matched in this order. */
export const ROUTES: Record<string, Route> = Object.fromEntries([
	...ACTIONS.flatMap(declared),
	...Object.entries(OTHERS).map(([entry, row]): [string, Route] => [entry, typeof row === "string" ? { action: row } : row]),
]);
