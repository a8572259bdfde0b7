import { type ProblemCode, problemOf } from "../../../contracts/catalogue/problems.ts";
import type { Response } from "./answers.ts";
import { ANSWERS, OBJECTS, REQUESTS, VALUES } from "./example-values.ts";
import type { Schema } from "./schema.ts";

const TYPES: Record<string, (value: unknown) => boolean> = {
	null: (value) => value === null,
	string: (value) => typeof value === "string",
	integer: Number.isInteger,
	number: (value) => typeof value === "number",
	boolean: (value) => typeof value === "boolean",
	array: Array.isArray,
	object: (value) => typeof value === "object" && value !== null && !Array.isArray(value),
};

/** Checks type, enum, pattern and names only; test/contract/openapi-examples.spec.ts validates the examples completely. */
const fits = (value: unknown, { enum: values, pattern, properties, type }: Schema): boolean =>
	[type ?? []].flat().some((each) => TYPES[each]!(value)) &&
	(!values || values.includes(value as string)) &&
	(pattern === undefined || new RegExp(pattern as string, "u").test(String(value))) &&
	(value === null || !properties || Object.keys(value as object).every((name) => Object.hasOwn(properties, name)));

const TIME = "2026-03-02T00:30:00.000Z";
const FALLBACKS: Record<string, unknown> = { integer: 1, number: 1, boolean: false, null: null };

/** Generates examples from schemas and follows their references. */
export class Examples {
	readonly components: Record<string, { value: unknown }> = {};
	readonly #schemas: Record<string, Schema>;

	constructor(schemas: Record<string, Schema>) {
		this.#schemas = schemas;
	}

	/** The first listed value of a field that fits its schema. */
	known(name: string, schema: Schema, owner = ""): unknown {
		const found = [...(VALUES[`${owner}.${name}`] ?? []), ...(VALUES[name] ?? [])].filter((value) => fits(value, schema));
		return found[0];
	}

	of(schema: Schema, name = "", owner = ""): unknown {
		if (schema.$ref) return this.#resolve(schema, name, owner);
		if (schema.anyOf) return this.#ofOneOf(schema.anyOf, name, owner);
		const known = this.known(name, schema, owner);
		if (known !== undefined) return known;
		if (schema.default !== undefined) return schema.default;
		if (schema.enum) return schema.enum[0];
		const { items, properties } = schema;
		if (properties) return Object.fromEntries(Object.entries(properties).map(([key, field]) => [key, this.of(field, key, owner)]));
		if (items) return [this.of(items, name, owner)];
		const [type = "object"] = [schema.type ?? []].flat();
		if (type === "string") return schema.format === "date-time" ? TIME : name;
		return Object.hasOwn(FALLBACKS, type) ? FALLBACKS[type] : {};
	}

	#resolve({ $ref }: Schema, name: string, owner: string): unknown {
		const title = nameOf($ref);
		const schema = this.#schemas[title]!;
		const known = this.known(name, schema, owner) ?? OBJECTS[title];
		return known ?? this.of(schema, schema.properties ? "" : name, title);
	}

	#ofOneOf(schemas: Schema[], name: string, owner: string): unknown {
		const isNullable = schemas.some(({ type }) => type === "null");
		if (isNullable && VALUES[name]?.[0] === null) return null;
		return this.of(schemas[0]!, name, owner);
	}

	/** The example of a component is a component, too, because it is the same everywhere. */
	ofContent(schema: Schema): object {
		if (!schema.$ref) return { example: this.of(schema) };
		const title = nameOf(schema.$ref);
		this.components[title] ??= { value: this.of(schema) };
		return { examples: { [title]: reference(title) } };
	}

	ofProblems(codes: string[]): object {
		for (const code of codes) this.components[code] ??= { value: problemExample(code as ProblemCode) };
		return { examples: Object.fromEntries(codes.map((code) => [code, reference(code)])) };
	}

	ofRequest(operationId: string, schema: Schema): object {
		const listed = REQUESTS[operationId];
		if (!listed) return { example: this.of(schema, "", operationId) };
		return { examples: Object.fromEntries(Object.entries(listed).map(([name, value]) => [name, { value }])) };
	}

	ofAnswer(operationId: string, status: string, schema: Schema | undefined): object {
		const known = [`${operationId} ${status}`, operationId].find((key) => Object.hasOwn(ANSWERS, key));
		if (known) return { example: ANSWERS[known] };
		return schema ? this.ofContent(schema) : {};
	}
}

const nameOf = ($ref: unknown): string => String($ref).split("/").at(-1)!;
const reference = (name: string) => ({ $ref: `#/components/examples/${name}` });

/** In Korean, the default language. */
const problemExample = (code: ProblemCode) => {
	const { shows = [], status, title } = problemOf(code);
	const errors = code === "invalid" ? [{ field: "reason", message: "값을 입력해 주세요." }] : undefined;
	return {
		type: `urn:cortado:problem:${code}`,
		title: title.ko,
		status,
		detail: errors ? errors.map(({ field, message }) => `${field}: ${message}`).join(" ") : title.ko,
		code,
		...(errors ? { errors } : undefined),
		...Object.fromEntries(shows.map((name) => [name, VALUES[name]?.[0]])),
	};
};

interface Media {
	schema?: Schema;
}
type Content = Record<string, Media>;
interface Operation {
	operationId: string;
	parameters?: Schema[];
	requestBody?: { content: Content };
	responses: Record<string, Response>;
}

/** The problem codes that a response's schema allows. */
const codesOf = ({ schema }: Media): string[] => {
	const [, restriction] = (schema?.allOf ?? []) as Schema[];
	return (restriction?.properties?.code?.enum ?? []) as string[];
};

const mapContent = <Of extends { content?: unknown }>(of: Of, map: (media: Media, type: string) => object): Of =>
	of.content
		? {
				...of,
				content: Object.fromEntries(
					Object.entries(of.content as Content).map(([type, media]) => [type, { ...media, ...map(media, type) }]),
				),
			}
		: of;

export const withProblemExamples = (response: Response, examples: Examples): Response =>
	mapContent(response, (media, type) => (type === "application/problem+json" ? examples.ofProblems(codesOf(media)) : {}));

const withParameterExample = (parameter: Schema, examples: Examples): Schema => {
	const { name, schema } = parameter as { name?: string; schema?: Schema };
	const example = name && schema ? examples.known(name, schema) : undefined;
	return example === undefined ? parameter : { ...parameter, example };
};

/** Adds an example to each body, parameter, response and problem of an operation. */
export const withExamples = <Of extends object>(described: Of, examples: Examples): Of => {
	const { operationId, parameters, requestBody, responses } = described as unknown as Operation;
	const answered = Object.entries(responses).map(([status, response]) => {
		const answer = mapContent(response, (media, type) =>
			type === "application/problem+json" ? {} : examples.ofAnswer(operationId, status, media.schema),
		);
		return [status, withProblemExamples(answer, examples)];
	});
	return {
		...described,
		...(parameters ? { parameters: parameters.map((parameter) => withParameterExample(parameter, examples)) } : undefined),
		...(requestBody
			? { requestBody: mapContent(requestBody, ({ schema }) => (schema ? examples.ofRequest(operationId, schema) : {})) }
			: undefined),
		responses: Object.fromEntries(answered),
	};
};

export const withParameterExamples = (parameters: Record<string, Schema>, examples: Examples): Record<string, Schema> =>
	Object.fromEntries(Object.entries(parameters).map(([name, parameter]) => [name, withParameterExample(parameter, examples)]));
