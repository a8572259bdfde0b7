import { Ajv2020 } from "ajv/dist/2020.js";
import type { Validators } from "moleculer";
import { PROBLEMS, type ProblemCode } from "../../contracts/catalogue/problems.ts";
import { ROUTES } from "../../services/gateway/http/routes.ts";
import type { Schema } from "../../services/gateway/openapi/schema.ts";
import { describedApi, type Endpoint, endpointsOf, withApiRefs } from "../support/described.ts";
import { loadServices } from "../support/services.ts";
import { Shop } from "../support/shop.ts";

const { brokerOptions } = await import("../../moleculer.config.ts");
const api = await describedApi();
const endpoints = endpointsOf(api);
const actions = new Map((await loadServices()).flatMap(({ actions }) => actions));

interface Media {
	schema?: Schema;
	example?: unknown;
	examples?: Record<string, { $ref?: string; value?: unknown }>;
}
interface WithContent {
	content?: Record<string, Media>;
	$ref?: string;
}
interface Parameter extends Media {
	$ref?: string;
	name: string;
	in: string;
}

const resolve = <Of extends object>(of: Of & { $ref?: string }): Of => {
	const [, , kind, name] = of.$ref?.split("/") ?? [];
	return kind ? (api.components[kind]![name!] as unknown as Of) : of;
};

/** The values of the examples, by name. */
const examplesOf = (media: Media): [name: string, value: unknown][] => [
	...("example" in media ? [["", media.example] as [string, unknown]] : []),
	...Object.entries(media.examples ?? {}).map(([name, example]): [string, unknown] => [name, resolve(example).value]),
];

const mediaOf = ({ operation }: Endpoint): [where: string, media: Media][] => {
	const parts: [string, WithContent][] = [
		...(operation.requestBody ? [["body", operation.requestBody] as [string, WithContent]] : []),
		...Object.entries(operation.responses as Record<string, WithContent>).map(([status, response]): [string, WithContent] => [
			status,
			resolve(response),
		]),
	];
	return parts.flatMap(([where, { content = {} }]) =>
		Object.entries(content).map(([type, media]): [string, Media] => [`${where} ${type}`, media]),
	);
};
const parametersOf = ({ operation }: Endpoint): Parameter[] => ((operation.parameters ?? []) as Parameter[]).map(resolve);

const entryOf = ({ method, path }: Endpoint): string => `${method} ${path}`;
const rows = endpoints.map((endpoint) => [entryOf(endpoint), endpoint] as const);
const withBody = rows.filter(([, { operation }]) => operation.requestBody?.content["application/json"]);

const ISO = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;
const ajv = new Ajv2020({ strict: false, allErrors: true, formats: { "date-time": ISO } });
ajv.addSchema({ $id: "api", components: api.components });
const faultsOf = (schema: Schema, value: unknown): string[] => {
	const validate = ajv.compile(withApiRefs(schema));
	return validate(value) ? [] : validate.errors!.map(({ instancePath, message }) => `${instancePath} ${message}: ${JSON.stringify(value)}`);
};

const TEXTS = /^(\d+ text\/(html|css|javascript)|(\d+|body) image\/|\d+ $)/;

describe.each(rows)("the examples of %s", (_, endpoint) => {
	it("cover the body, each response and each path parameter", () => {
		const withoutExamples = mediaOf(endpoint).filter(([where, media]) => !TEXTS.test(where) && examplesOf(media).length === 0);
		const parameters = parametersOf(endpoint).filter((parameter) => parameter.in === "path" && parameter.example === undefined);

		expect([...withoutExamples.map(([where]) => where), ...parameters.map(({ name }) => name)]).toEqual([]);
	});

	it("conform to their schemas", () => {
		const media = [...mediaOf(endpoint), ...parametersOf(endpoint).map((parameter): [string, Media] => [parameter.name, parameter])];
		const faults = media.flatMap(([where, one]) =>
			examplesOf(one).flatMap(([name, value]) => faultsOf(one.schema ?? {}, value).map((fault) => `${where} ${name}${fault}`)),
		);

		expect(faults).toEqual([]);
	});
});

describe("the example of a problem", () => {
	it.each(Object.entries(api.components.examples!).filter(([name]) => Object.hasOwn(PROBLEMS, name)))(
		"%s has its code and status",
		(code, { value }) => {
			const { status, title } = PROBLEMS[code as ProblemCode];

			expect(value).toMatchObject({ code, status, title: title.ko, type: `urn:cortado:problem:${code}` });
		},
	);
});

describe("the validator", () => {
	const validator = brokerOptions().validator as Validators.Fastest;
	const actionOf = ({ method, path }: Endpoint) => actions.get(ROUTES[`${method} ${path.replace(/\{(\w+)\}/g, ":$1")}`]!.action)!;
	const signed = withBody.filter(([entry]) => entry.endsWith("/webhook"));

	it.each(withBody.filter((row) => !signed.includes(row)))("accepts every example of %s", (_, endpoint) => {
		const { params = {} } = actionOf(endpoint);
		const inPath = parametersOf(endpoint).filter((parameter) => parameter.in === "path");
		const path = Object.fromEntries(inPath.map(({ example, name }) => [name, example]));
		const check = validator.compile(params as never) as unknown as (input: object) => unknown;
		const examples = examplesOf(endpoint.operation.requestBody!.content["application/json"] as Media);

		expect(examples.length).toBeGreaterThan(0);
		for (const [, value] of examples) expect(check({ ...path, ...structuredClone(value as object) })).toBe(true);
	});
});

describe("bodies whose fields depend on each other", () => {
	let shop: Shop;
	beforeAll(async () => {
		shop = await Shop.open();
	});
	afterAll(() => shop?.close());

	it.each([
		["POST", "/v1/orders", "customer"],
		["POST", "/v1/quotes", "customer"],
		["POST", "/v1/accounts", "operator"],
		["POST", "/v1/stores", "operator"],
	] as const)("%s %s accepts each of its examples", async (method, path, caller) => {
		const { operation } = endpoints.find((endpoint) => endpoint.method === method && endpoint.path === path)!;
		for (const [, body] of examplesOf(operation.requestBody!.content["application/json"] as Media))
			expect(await shop.send(caller, method, path, { body })).toMatchObject({ status: 201 });
	});
});
