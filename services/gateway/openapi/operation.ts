import type { ProblemCode } from "../../../contracts/catalogue/problems.ts";
import type { Endpoint } from "../../../contracts/gateway/endpoints.ts";
import { streams } from "../../../contracts/gateway/stream.ts";
import type { Action as DeclaredAction, NamedAction } from "../../../contracts/notation/contract.ts";
import type { Guard } from "../../../lib/broker/guard.ts";
import { PICTURE_TYPES } from "../../../lib/domain/pictures.ts";
import { ROUTES } from "../http/routes.ts";
import { answersOf, headers, type Response, refusalsWith } from "./answers.ts";
import type { Schema } from "./schema.ts";
import { inputSchema, outputSchema } from "./schema.ts";

export interface Action extends Omit<DeclaredAction, "input" | "output"> {
	input?: Schema;
	output?: Schema;
}
export type Method = "get" | "post" | "put" | "patch" | "delete";

/** A route with its action. */
export interface Operation {
	method: Method;
	/** With `{name}` for each parameter. */
	path: string;
	pathNames: string[];
	action: Action;
	/** The response is an event stream. */
	isStream?: true;
}

const declared = ({ input, output, ...action }: NamedAction): Action => ({
	...action,
	...(input ? { input: inputSchema(input) } : undefined),
	...(output ? { output: outputSchema(output) } : undefined),
});

export const operationsOf = (): Operation[] => [
	...Object.entries(ROUTES).map(([entry, { contract }]) => ({ ...addressOf(entry), action: declared(contract) })),
	...Object.values(streams).map((stream) => ({ ...addressOf(stream.route), action: declared(stream), isStream: true as const })),
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

/** The callers that the guard admits, in words. */
const accessOf = ({ guard, ofStore }: Action): string => {
	if (guard === undefined) return "nobody at present";
	if (guard === "anyone") return "anyone";
	if (guard === "signedIn") return "any signed-in caller";
	const scope = ofStore === undefined ? "" : " of the store";
	return rolesOf(guard)
		.map((role) => (role === "staff" ? `staff${scope}` : role))
		.join(", ");
};

/** Fields that only some of these callers may send. */
const reservedFields = ({ reserved = {} }: Action): string =>
	Object.entries(reserved)
		.map(([field, guard]) => `; \`${field}\` only for ${rolesOf(guard).join(", ")}`)
		.join("");

const parameter = (name: string, place: "path" | "query" | "header", schema: Schema, required: boolean) => ({
	name,
	in: place,
	required,
	schema,
});
const shared = (name: string) => ({ $ref: `#/components/parameters/${name}` });

const headersOf = ({ action, isStream, method }: Operation) => [
	shared("Accept-Language"),
	...(method === "post" ? [shared("Idempotency-Key")] : []),
	...(method === "put" || method === "patch" ? [shared("If-Match")] : []),
	...(method === "get" ? [shared(isStream ? "Last-Event-ID" : "If-None-Match")] : []),
	...(action.signedBy ? [parameter(action.signedBy, "header", { type: "string" }, true)] : []),
];

/** The input schema, split into path parameters and either query parameters or a body. */
const inputOf = ({ action, method, pathNames }: Operation) => {
	const { properties = {}, required = [] } = (action.signedBy ? undefined : action.input) ?? {};
	const inPath = pathNames.map((name) => parameter(name, "path", properties[name] ?? { type: "string" }, true));
	const others = Object.entries(properties).filter(([name]) => !pathNames.includes(name));
	if (method === "get") {
		const inQuery = others.map(([name, schema]) => parameter(name, "query", schema, required.includes(name)));
		return { parameters: [...inPath, ...inQuery], body: undefined };
	}
	if (action.signedBy) return { parameters: inPath, body: { type: "object" } };
	if (action.uploads) return { parameters: inPath, body: undefined };
	return { parameters: inPath, body: others.length > 0 ? bodySchema(action.input!, pathNames) : undefined };
};

const bodySchema = ({ properties, required = [], ...rest }: Schema, pathNames: string[]): Schema => {
	const inBody = required.filter((name) => !pathNames.includes(name));
	return {
		...rest,
		properties: Object.fromEntries(Object.entries(properties!).filter(([name]) => !pathNames.includes(name))),
		...(inBody.length > 0 ? { required: inBody } : undefined),
	};
};

/** By content type. Files have no schema. */
interface Body {
	requestBody: { required: boolean; content: Record<string, { schema?: Schema }> };
}

const bodyOf = (schema: Schema | undefined): Body | undefined =>
	schema && { requestBody: { required: "required" in schema, content: { "application/json": { schema } } } };

/** Only drawings of our own are SVG. */
const UPLOADED_TYPES = Object.values(PICTURE_TYPES).filter((type) => type !== PICTURE_TYPES.svg);
const UPLOAD: Body = { requestBody: { required: true, content: Object.fromEntries(UPLOADED_TYPES.map((type) => [type, {}])) } };

/** The OpenAPI operation object. */
export const describe = (operation: Operation) => {
	const { action, path } = operation;
	const { body, parameters } = inputOf(operation);
	return {
		operationId: idOf(operation),
		tags: [tagOf(path)],
		summary: action.summary ?? "Not available at present",
		description: `Access: ${accessOf(action)}${reservedFields(action)}.`,
		"x-roles": rolesOf(action.guard),
		security: action.guard === "anyone" ? [] : [{ session: [] }],
		parameters: [...parameters, ...headersOf(operation)],
		...(action.uploads ? UPLOAD : bodyOf(body)),
		responses: answersOf(operation),
	};
};

const DESCRIPTIONS: Record<number, string> = { 200: "Success", 302: "Redirect", 503: "Not ready" };

const endpointAnswer = (status: number, type: string, schema: Schema | undefined): Response => ({
	description: DESCRIPTIONS[status],
	...(type ? { content: { [type]: schema ? { schema } : {} } } : { headers: headers("Location") }),
});

/** Any headers may be too large, and any node may be draining. Probes have no rate limit, and metrics may be disabled. */
const endpointCodes = (path: string): ProblemCode[] => [
	"headers_too_large",
	"unavailable",
	...(path.startsWith("/health/") ? [] : (["too_many_requests"] as const)),
	...(path === "/metrics" ? (["not_found"] as const) : []),
];

/** A status that is both a result and a problem has the content types of both. */
const merged = (answers: Record<string, Response>, refusals: Record<string, Response>): Record<string, Response> => ({
	...refusals,
	...Object.fromEntries(
		Object.entries(answers).map(([status, answer]) => {
			const refusal = refusals[status];
			if (!refusal) return [status, answer];
			const content = { ...(answer.content as object), ...(refusal.content as object) };
			return [status, { ...refusal, ...answer, description: `${answer.description}\n${refusal.description}`, content }];
		}),
	),
});

/** The operation object of an endpoint that the gateway serves without an action. */
export const describeEndpoint = (entry: string, { answers, output, summary }: Endpoint) => ({
	operationId: idOf(addressOf(entry)) === "get" ? "getHome" : idOf(addressOf(entry)),
	tags: ["operations"],
	summary,
	description: "Access: anyone.",
	"x-roles": ["anyone"],
	security: [],
	responses: merged(
		Object.fromEntries(
			Object.entries(answers).map(([status, type]) => [status, endpointAnswer(Number(status), type, output && outputSchema(output))]),
		),
		refusalsWith(endpointCodes(addressOf(entry).path)),
	),
});
