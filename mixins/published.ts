import type { ActionHandler, ActionSchema, Middleware } from "moleculer";

const isPlain = (value: unknown): value is object =>
	typeof value === "object" && value !== null && Object.getPrototypeOf(value) === Object.prototype;

/** The same with no part in two places. */
export const apart = <Value>(value: Value): Value => {
	if (Array.isArray(value)) return value.map(apart) as Value;
	if (!isPlain(value)) return value;
	return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, apart(inner)])) as Value;
};

/** What an action says of itself reaches other nodes whole: of an object that is in it twice, the framework would send the first alone. */
export const publishedMiddleware: Middleware = {
	name: "Published",
	localAction(next: ActionHandler, action: ActionSchema) {
		if (action.params) action.params = apart(action.params);
		if (action.returns) action.returns = apart(action.returns);
		return next;
	},
};
