import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Described, Description } from "../../services/gateway/openapi/openapi.ts";
import type { Schema } from "../../services/gateway/openapi/schema.ts";
import { codesOfName } from "../../services/gateway/openapi/shared.ts";
import { describedApi } from "../../test/support/described.ts";
import { ROOT } from "../../test/support/services.ts";

const nameOf = ($ref: unknown): string => String($ref).split("/").at(-1)!;

const limitsOf = ({ default: fallback, maxItems, maxLength, maximum, minItems, minLength, minimum, pattern }: Schema): string => {
	const [least, most] = [minimum ?? minItems ?? minLength, maximum ?? maxItems ?? maxLength];
	const range = least === undefined && most === undefined ? "" : `${least ?? ""}..${most ?? ""}`;
	return [range, pattern, fallback === undefined ? "" : `= ${fallback}`].filter(Boolean).join(" ");
};

/** A schema in a notation similar to TypeScript. */
const notation = (schema: Schema, indent = ""): string => {
	if (schema.$ref) return nameOf(schema.$ref);
	if (schema.anyOf) return schema.anyOf.map((one) => notation(one, indent)).join(" | ");
	if (schema.enum) return schema.enum.map((value) => value ?? "null").join(" | ");
	const orNull = Array.isArray(schema.type) && schema.type.includes("null") ? " | null" : "";
	if (schema.properties) return `${fieldsOf(schema, indent)}${orNull}`;
	if (schema.items) return `[${notation(schema.items, indent)}]${orNull}`;
	return schema.format === "date-time" ? `time${orNull}` : [schema.type ?? "any"].flat().join(" | ");
};

const fieldsOf = ({ properties = {}, required = [] }: Schema, indent: string): string => {
	const inner = `${indent}  `;
	const lines = Object.entries(properties).map(([name, field]) => {
		const limits = limitsOf(field);
		const mark = required.includes(name) ? "" : "?";
		return `${inner}${name}${mark}: ${notation(field, inner)}${limits ? `  (${limits})` : ""}`;
	});
	return lines.length > 0 ? `{\n${lines.join("\n")}\n${indent}}` : "{}";
};

const block = (lines: string[]): string[] => (lines.length > 0 ? ["", "```", ...lines, "```"] : []);

const inputOf = ({ parameters = [], requestBody }: Described): string[] => {
	const own = (parameters as Schema[]).filter(({ $ref }) => !$ref);
	const names = own.map(({ in: place, name, required, schema }) => {
		const limits = limitsOf(schema as Schema);
		return `${place} ${name}${required ? "" : "?"}: ${notation(schema as Schema)}${limits ? `  (${limits})` : ""}`;
	});
	const bodies = Object.entries(requestBody?.content ?? {}).map(([type, { schema }]) => `body ${schema ? notation(schema) : type}`);
	return block([...names, ...bodies]);
};

interface Response {
	$ref?: string;
	description?: string;
	content?: Record<string, { schema?: Schema }>;
}

/** Omitted from the operations: the conventions describe them. */
const COMMON_CODES = [
	"unauthorized",
	"forbidden",
	"not_found",
	"bad_request",
	"malformed_json",
	"too_large",
	"headers_too_large",
	"unsupported_media_type",
	"invalid",
	"invalid_idempotency_key",
	"idempotency_key_reused",
	"idempotency_key_in_flight",
	"stale",
	"too_many_requests",
	"internal",
	"unavailable",
	"identity_provider_unavailable",
];

const codesOf = ({ $ref, description = "" }: Response): string[] =>
	($ref ? codesOfName(nameOf($ref)) : Array.from(description.matchAll(/^`(\w+)`/gm), ([, code]) => code!)).filter(
		(code) => !COMMON_CODES.includes(code),
	);

const responsesOf = ({ responses }: Described): string => {
	const answers = Object.entries(responses as Record<string, Response>).flatMap(([status, answer]) => {
		const codes = codesOf(answer).map((code) => `\`${code}\``);
		if (Number(status) >= 400) return codes.length > 0 ? `${status} ${codes.join(", ")}` : [];
		const schema = Object.values(answer.content ?? {})[0]?.schema;
		return schema?.$ref ? `**${status}** ${nameOf(schema.$ref)}` : `**${status}**`;
	});
	return answers.join(" · ");
};

const isList = ({ properties, type }: Schema): boolean => type === "object" && properties?.items !== undefined;

const inlineSchema = ({ responses }: Described): string[] => {
	const { content = {}, description = "" } = (responses as Record<string, Response>)[200] ?? {};
	if (content["text/event-stream"]) return ["", description];
	const schema = Object.values(content)[0]?.schema;
	return schema && isList(schema) ? block([notation(schema)]) : [];
};

const operationSection = (path: string, method: string, operation: Described): string[] => [
	`### ${method.toUpperCase()} ${path}`,
	"",
	`${operation.summary}. ${operation.description ?? ""}`.trim(),
	...inputOf(operation),
	"",
	responsesOf(operation),
	...inlineSchema(operation),
	"",
];

const section = ({ paths }: Description, tag: string): string[] => [
	`## ${tag.charAt(0).toUpperCase()}${tag.slice(1)}`,
	"",
	...Object.entries(paths).flatMap(([path, methods]) =>
		Object.entries(methods).flatMap(([method, operation]) =>
			operation.tags.includes(tag) ? operationSection(path, method, operation) : [],
		),
	),
];

const schemas = ({ components }: Description): string[] =>
	Object.entries(components.schemas!).flatMap(([name, schema]) => [
		`### ${name}`,
		...(name === "ProblemCode"
			? ["", schema.description!]
			: [...block([notation(schema)]), ...(schema.description ? ["", schema.description] : [])]),
		"",
	]);

export const apiPage = async (): Promise<string> => {
	const api = await describedApi();
	return [
		"# The API",
		"",
		"Generated by `npm run docs` from `GET /openapi.json`; a test keeps it current. `GET /docs` shows the same with a search.",
		"",
		api.info.description.replace(/^## /gm, "### ").replace("\n", "\n\n## Conventions\n"),
		"",
		...api.tags.flatMap(({ name }) => section(api, name)),
		"## Schemas",
		"",
		...schemas(api),
	]
		.join("\n")
		.replace(/\n+$/, "\n");
};

if (import.meta.main) writeFileSync(join(ROOT, "docs/reference/api.md"), await apiPage());
