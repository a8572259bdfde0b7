import { Ajv2020, type ValidateFunction } from "ajv/dist/2020.js";
import { type Described, type Description, description } from "../../services/gateway/openapi/openapi.ts";
import type { Schema } from "../../services/gateway/openapi/schema.ts";

export const describedApi = async (): Promise<Description> => description();

/** An operation of the OpenAPI document. */
export interface Endpoint {
	method: string;
	path: string;
	operation: Described;
}

export const endpointsOf = ({ paths }: Description): Endpoint[] =>
	Object.entries(paths).flatMap(([path, methods]) =>
		Object.entries(methods).map(([method, operation]) => ({ method: method.toUpperCase(), path, operation })),
	);

const ISO = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;

/** Forbids additional properties: our responses must not contain fields that the document does not describe. */
const strict = (value: unknown): unknown => {
	if (Array.isArray(value)) return value.map(strict);
	if (typeof value !== "object" || value === null) return value;
	const schema = Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, strict(inner)])) as Schema;
	const isObject = schema.type !== undefined && typeof schema.properties === "object" && !("properties" in schema.properties);
	return isObject && schema.additionalProperties === undefined ? { ...schema, additionalProperties: false } : schema;
};

interface Answer {
	status: number;
	headers: Headers;
	body: unknown;
}
type Responses = Record<string, { $ref?: string; content?: Record<string, { schema?: Schema }> }>;

/** Validates requests and responses against the OpenAPI document. */
export class ApiValidator {
	#api: Description;
	#ajv = new Ajv2020({ strict: false, allErrors: true, formats: { "date-time": ISO } });
	#compiled = new Map<string, ValidateFunction>();

	constructor(api: Description) {
		this.#api = api;
		this.#ajv.addSchema({ $id: "api", components: strict(api.components) });
	}

	/** The differences between a response and its description; empty if it conforms. */
	faults(endpoint: Endpoint, { body, headers, status }: Answer): string[] {
		const responses = endpoint.operation.responses as Responses;
		const response = responses[String(status)];
		if (!response) return [`${status} is not described`];
		const { content = {} } = response.$ref
			? (this.#api.components.responses![response.$ref.split("/").at(-1)!] as typeof response)
			: response;
		const type = headers.get("content-type")?.split(";")[0] ?? "";
		if (Object.keys(content).length === 0) return type === "" ? [] : [`${type} although no body is described`];
		if (!Object.hasOwn(content, type)) return [`${type} is not described for ${status}`];
		const { schema } = content[type]!;
		return schema ? this.#validate(`${endpoint.method} ${endpoint.path} ${status}`, schema, body) : [];
	}

	/** Whether the document allows this request body. */
	acceptsBody({ operation, method, path }: Endpoint, body: unknown): boolean {
		const schema = operation.requestBody?.content["application/json"]?.schema;
		return !schema || this.#validate(`${method} ${path}`, schema, body).length === 0;
	}

	#validate(key: string, schema: Schema, body: unknown): string[] {
		const validate = this.#compiled.get(key) ?? this.#ajv.compile(withApiRefs(strict(schema)));
		this.#compiled.set(key, validate);
		if (validate(body)) return [];
		return validate.errors!.map(({ instancePath, message, params }) => `${instancePath} ${message} ${JSON.stringify(params)}`);
	}
}

/** Makes references absolute, so that a single schema can be compiled outside of its document. */
export const withApiRefs = (schema: unknown): Schema => JSON.parse(JSON.stringify(schema).replaceAll('"#/components', '"api#/components'));
