import type { ActionSchema } from "moleculer";
import type { Schema } from "../../lib/schema.ts";
import type { Guard } from "../../mixins/guard.ts";
import { answersOf } from "./openapi-answers.ts";
import type { Own } from "./openapi-own.ts";
import { fieldsOf, isOptional, objectOf, type Rules, schemaOf } from "./openapi-params.ts";
import { ROUTES, type Route } from "./routes.ts";
import { STREAMS } from "./stream-routes.ts";

export type Action = Pick<ActionSchema, "summary" | "guard" | "ofStore" | "reserved" | "params" | "returns" | "refuses" | "mayBeOpen">;
export type Method = "get" | "post" | "put" | "patch" | "delete";

/** A row of the routes with the action that it leads to. */
export interface Operation {
	method: Method;
	/** With `{name}` for what varies. */
	path: string;
	pathNames: string[];
	route: Route;
	action: Action;
	/** Its answer has no end. */
	isStream?: true;
}

/** All that is published; of an action that is not in sight, only that it is. */
export const operationsOf = (actionNamed: (name: string) => Action | undefined): Operation[] => [
	...Object.entries(ROUTES).map(([entry, row]) => {
		const route = typeof row === "string" ? { action: row } : row;
		return { ...addressOf(entry), route, action: actionNamed(route.action) ?? {} };
	}),
	...Object.entries(STREAMS).map(([entry, action]) => ({
		...addressOf(entry),
		route: { action: "streams" },
		action,
		isStream: true as const,
	})),
];

export const addressOf = (entry: string): Pick<Operation, "method" | "path" | "pathNames"> => {
	const [method = "", path = ""] = entry.split(" ");
	return {
		method: method.toLowerCase() as Method,
		path: path.replace(/:(\w+)/g, "{$1}"),
		pathNames: [...path.matchAll(/:(\w+)/g)].map(([, name]) => name!),
	};
};

const TAGS: Record<string, string> = {
	me: "accounts",
	sessions: "accounts",
	stream: "customers",
	payments: "orders",
	feed: "webhooks",
	mypage: "customers",
	notifications: "customers",
	quotes: "deliveries",
	riders: "deliveries",
	ops: "operations",
};

const segmentsOf = (path: string): string[] => path.split(/[^\w-]+/).filter((segment) => segment && segment !== "v1");
const tagOf = (path: string): string => TAGS[segmentsOf(path)[0]!] ?? segmentsOf(path)[0]!;
const idOf = ({ method, path }: Pick<Operation, "method" | "path">): string =>
	method +
	segmentsOf(path.replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase()))
		.map(capital)
		.join("");
const capital = (word: string): string => word.charAt(0).toUpperCase() + word.slice(1);

const rolesOf = (guard: Guard | undefined): string[] => (typeof guard === "object" ? [...guard] : [guard ?? "internal"]);

/** Who may call it, in words. */
const whoMay = ({ guard, ofStore }: Action): string => {
	if (guard === undefined) return "nobody right now";
	if (guard === "anyone") return "anyone";
	if (guard === "signedIn") return "whoever is signed in";
	const where = ofStore === undefined ? "" : " (of this store)";
	return rolesOf(guard)
		.map((role) => (role === "staff" ? `staff${where}` : role))
		.join(", ");
};

/** Fields that are for some of them only. */
const exceptions = ({ reserved = {} }: Action): string =>
	Object.entries(reserved)
		.map(([field, only]) => `; \`${field}\` only for ${rolesOf(only).join(", ")}`)
		.join("");

const parameter = (name: string, place: "path" | "query" | "header", schema: Schema, required: boolean) => ({
	name,
	in: place,
	required,
	schema,
});
const shared = (name: string) => ({ $ref: `#/components/parameters/${name}` });

const headersOf = ({ isStream, method, route }: Operation) => [
	shared("Accept-Language"),
	...(method === "post" ? [shared("Idempotency-Key")] : []),
	...(method === "put" || method === "patch" ? [shared("If-Match")] : []),
	...(method === "get" ? [shared(isStream ? "Last-Event-ID" : "If-None-Match")] : []),
	...(route.signedBy ? [parameter(route.signedBy, "header", { type: "string" }, true)] : []),
];

/** The fields of the path, and those of the query or of the body. */
const inputOf = ({ action, method, pathNames, route }: Operation) => {
	const rules: Rules = route.signedBy ? {} : ((action.params as Rules | undefined) ?? {});
	const own = Object.fromEntries(fieldsOf(rules).filter(([name]) => !pathNames.includes(name)));
	const inPath = pathNames.map((name) =>
		parameter(name, "path", name in rules ? schemaOf(ruleNamed(rules, name)) : { type: "string" }, true),
	);
	if (method !== "get")
		return { parameters: inPath, body: route.signedBy ? { type: "object" } : Object.keys(own).length > 0 ? objectOf(own) : undefined };
	const inQuery = fieldsOf(own).map(([name, rule]) => parameter(name, "query", schemaOf(rule), !isOptional(rule)));
	return { parameters: [...inPath, ...inQuery], body: undefined };
};
const ruleNamed = (rules: Rules, name: string) => fieldsOf({ [name]: rules[name] })[0]![1];

const bodyOf = (schema: Schema | undefined) =>
	schema && { requestBody: { required: "required" in schema, content: { "application/json": { schema } } } };

/** An operation as OpenAPI says it. */
export const describe = (operation: Operation) => {
	const { action, path } = operation;
	const { body, parameters } = inputOf(operation);
	return {
		operationId: idOf(operation),
		tags: [tagOf(path)],
		summary: action.summary ?? "Not to be had right now",
		description: `For ${whoMay(action)}${exceptions(action)}.`,
		"x-roles": rolesOf(action.guard),
		security: action.guard === "anyone" ? [] : [{ session: [] }],
		parameters: [...parameters, ...headersOf(operation)],
		...bodyOf(body),
		responses: answersOf(operation),
	};
};

const MEANING_OF_OWN: Record<number, string> = { 200: "As it is", 302: "It is there" };

/** The same of what the gateway answers by itself. */
export const describeOwn = (entry: string, { schema, status = 200, summary, type }: Own) => {
	const address = addressOf(entry);
	return {
		operationId: idOf(address) || "getHome",
		tags: ["operations"],
		summary,
		"x-roles": ["anyone"],
		security: [],
		responses: { [status]: { description: MEANING_OF_OWN[status], content: { [type]: schema ? { schema } : {} } } },
	};
};
