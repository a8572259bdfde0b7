import { ENDPOINTS, type Endpoint } from "../../../contracts/gateway/endpoints.ts";
import { problem } from "./answers.ts";
import { CONVENTIONS, TAGS } from "./conventions.ts";
import { Examples, withExamples, withParameterExamples, withProblemExamples } from "./examples.ts";
import { addressOf, describe, describeEndpoint, operationsOf } from "./operation.ts";
import type { Schema } from "./schema.ts";
import { sharedRefusals } from "./shared.ts";

export interface Description {
	openapi: string;
	info: { title: string; version: string; description: string; contact: { name: string }; license: { name: string; identifier: string } };
	servers: { url: string }[];
	tags: { name: string; description: string }[];
	paths: Record<string, Record<string, Described>>;
	components: Record<string, Record<string, Schema>>;
}
export type Described = ReturnType<typeof describe>;

const header = (name: string, description: string, schema: Schema = { type: "string" }) => ({ name, in: "header", description, schema });

const PARAMETERS = {
	"Accept-Language": header("Accept-Language", "The language of human-readable texts: `ko` (default) or `en`."),
	"Idempotency-Key": header("Idempotency-Key", "Makes retries safe: a repeated request gets the first response again.", {
		type: "string",
		pattern: "^[\\x21-\\x7e]{1,255}$",
	}),
	"If-Match": header("If-Match", "The `ETag` or version to change; 412 if the resource has another version."),
	"If-None-Match": header("If-None-Match", "The `ETag` of a cached response; 304 if it is current."),
	"Last-Event-ID": header("Last-Event-ID", "The `id` of the last received event. The stream resumes after it, without a snapshot."),
};

const HEADERS = {
	ETag: { description: "Changes with the resource. Contains its version.", schema: { type: "string" } },
	Location: { description: "The URL of the resource.", schema: { type: "string" } },
	"Retry-After": { description: "Seconds to wait before retrying.", schema: { type: "string" } },
	"Idempotency-Replayed": { description: "`true` if this is the stored response to an earlier request.", schema: { type: "string" } },
};

const SESSION = {
	type: "http",
	scheme: "bearer",
	bearerFormat: "JWT",
	description: "The token from `POST /v1/sessions`, or from the identity provider if one is configured.",
};

/** Moves every schema with a title to the components and replaces it by a reference. */
const byReference = (value: unknown, schemas: Record<string, Schema>): unknown => {
	if (Array.isArray(value)) return value.map((item) => byReference(item, schemas));
	if (typeof value !== "object" || value === null) return value;
	const { title, ...rest } = value as Schema;
	if (typeof title !== "string") return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, byReference(inner, schemas)]));
	if (!Object.hasOwn(schemas, title)) {
		schemas[title] = {};
		schemas[title] = byReference(rest, schemas) as Schema;
	}
	return { $ref: `#/components/schemas/${title}` };
};

const mapValues = <Of, To>(record: Record<string, Of>, map: (value: Of) => To): Record<string, To> =>
	Object.fromEntries(Object.entries(record).map(([key, value]) => [key, map(value)]));

const sorted = <Value>(record: Record<string, Value>): Record<string, Value> =>
	Object.fromEntries(Object.entries(record).sort(([one], [other]) => (one < other ? -1 : 1)));

const pathsOf = (): Description["paths"] => {
	const paths: Description["paths"] = {};
	for (const operation of operationsOf()) {
		paths[operation.path] ??= {};
		paths[operation.path]![operation.method] = describe(operation);
	}
	for (const [entry, endpoint] of Object.entries<Endpoint>(ENDPOINTS))
		paths[addressOf(entry).path] = { get: describeEndpoint(entry, endpoint) as unknown as Described };
	return paths;
};

/** The OpenAPI 3.1 document of all routes in the contracts. */
export const description = (): Description => {
	const schemas: Record<string, Schema> = {};
	const paths = byReference(pathsOf(), schemas) as Description["paths"];
	const responses = sharedRefusals(paths);
	byReference(problem, schemas);
	const examples = new Examples(schemas);
	const described = mapValues(paths, (methods) => mapValues(methods, (operation) => withExamples(operation, examples)));
	const refused = mapValues(responses, (response) => withProblemExamples(response, examples));
	const tags = [...new Set(Object.values(paths).flatMap((methods) => Object.values(methods).flatMap(({ tags }) => tags)))];
	return {
		openapi: "3.1.1",
		info: {
			title: "Cortado",
			version: "1.0.0",
			description: CONVENTIONS,
			contact: { name: "The Cortado maintainers" },
			license: { name: "MIT", identifier: "MIT" },
		},
		servers: [{ url: "/" }],
		tags: tags.map((name) => ({ name, description: TAGS[name] ?? name })),
		paths: described,
		components: {
			schemas: sorted(schemas),
			responses: sorted(refused),
			examples: sorted(examples.components),
			parameters: withParameterExamples(PARAMETERS, examples),
			headers: HEADERS,
			securitySchemes: { session: SESSION },
		},
	};
};

let text: string | undefined;

/** The document as JSON. It depends on the contracts only, so it is created once. */
export const descriptionText = (): string => {
	text ??= JSON.stringify(description());
	return text;
};
