import { Ajv2020, type ValidateFunction } from "ajv/dist/2020.js";
import { type Described, type Description, description } from "../../services/gateway/openapi/openapi.ts";
import type { Schema } from "../../services/gateway/openapi/schema.ts";

export const describedApi = async (): Promise<Description> => description();

/** One operation with all that its description says. */
export interface Endpoint {
	method: string;
	path: string;
	said: Described;
}

export const endpointsOf = ({ paths }: Description): Endpoint[] =>
	Object.entries(paths).flatMap(([path, methods]) =>
		Object.entries(methods).map(([method, said]) => ({ method: method.toUpperCase(), path, said })),
	);

const ISO = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;

/** What is not described is not shown: an answer of ours may have no other fields. */
const closed = (value: unknown): unknown => {
	if (Array.isArray(value)) return value.map(closed);
	if (typeof value !== "object" || value === null) return value;
	const schema = Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, closed(inner)])) as Schema;
	const isObject = schema.type !== undefined && typeof schema.properties === "object" && !("properties" in schema.properties);
	return isObject && schema.additionalProperties === undefined ? { ...schema, additionalProperties: false } : schema;
};

interface Answer {
	status: number;
	headers: Headers;
	body: unknown;
}
type Answers = Record<string, { $ref?: string; content?: Record<string, { schema?: Schema }> }>;

/** Judges answers by what their operation says of them. */
export class Judge {
	#api: Description;
	#ajv = new Ajv2020({ strict: false, allErrors: true, formats: { "date-time": ISO } });
	#known = new Map<string, ValidateFunction>();

	constructor(api: Description) {
		this.#api = api;
		this.#ajv.addSchema({ $id: "api", components: closed(api.components) });
	}

	/** What is wrong with an answer; nothing when it is as described. */
	faults(endpoint: Endpoint, { body, headers, status }: Answer): string[] {
		const answers = endpoint.said.responses as Answers;
		const given = answers[String(status)];
		if (!given) return [`${status} is not described`];
		const { content = {} } = given.$ref ? (this.#api.components.responses![given.$ref.split("/").at(-1)!] as typeof given) : given;
		const type = headers.get("content-type")?.split(";")[0] ?? "";
		if (Object.keys(content).length === 0) return type === "" ? [] : [`${type} instead of nothing`];
		if (!Object.hasOwn(content, type)) return [`${type} is not described for ${status}`];
		const { schema } = content[type]!;
		return schema ? this.#broken(`${endpoint.method} ${endpoint.path} ${status}`, schema, body) : [];
	}

	/** Whether the description lets this be sent. */
	takes({ method, path, said }: Endpoint, body: unknown): boolean {
		const schema = said.requestBody?.content["application/json"].schema;
		return !schema || this.#broken(`${method} ${path}`, schema, body).length === 0;
	}

	#broken(key: string, schema: Schema, body: unknown): string[] {
		const validate = this.#known.get(key) ?? this.#ajv.compile(referring(closed(schema)));
		this.#known.set(key, validate);
		if (validate(body)) return [];
		return validate.errors!.map(({ instancePath, message, params }) => `${instancePath} ${message} ${JSON.stringify(params)}`);
	}
}

export const referring = (schema: unknown): Schema => JSON.parse(JSON.stringify(schema).replaceAll('"#/components', '"api#/components'));
