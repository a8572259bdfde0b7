import fc from "fast-check";
import { CONSENT } from "../../contracts/account.ts";
import type { Schema } from "../../services/gateway/openapi/schema.ts";
import { ApiValidator, describedApi, type Endpoint, endpointsOf } from "../support/described.ts";
import type { Answer } from "../support/nodes/gateway-server.ts";
import { CALLERS, type CallerName, Shop } from "../support/shop.ts";

const api = await describedApi();
const validator = new ApiValidator(api);
const endpoints = endpointsOf(api).filter(({ path }) => path.startsWith("/v1"));
const services = [...new Set((await (await import("../support/services.ts")).loadServices()).map(({ schema }) => schema.name))];

const entryOf = ({ method, path }: Endpoint): string => `${method} ${path}`;

const RUNS = 40;
/** Fewer where each run hashes a password (70 ms) or scans everything; more where fields depend on each other. */
const RUNS_OF: Record<string, number> = {
	"POST /v1/accounts": 5,
	"POST /v1/password-resets": 5,
	"POST /v1/sessions": 5,
	"PATCH /v1/me": 5,
	"GET /v1/ops/audit": 5,
	"POST /v1/ops/repair": 5,
	"POST /v1/orders": 150,
	"POST /v1/quotes": 150,
};

/** Run last, because they delete what the others use. */
const isLast = ({ method }: Endpoint): boolean => method === "DELETE";

const LEAKS = [
	/\bat .+\.[jt]s:\d+/,
	/node_modules|\.service\b|moleculer|sqlite|SELECT |UNIQUE constraint|TypeError|undefined/i,
	new RegExp(`\\b(${services.join("|")})\\.(many|scan|get|list|[a-z]+[A-Z]\\w*)\\b`),
];

/** Values that exist in the shop, so that not every request is refused. */
const EXISTING: Record<string, unknown[]> = {
	storeId: ["gangnam", "hongdae"],
	productId: ["latte", "croissant", "new"],
	categoryId: ["coffee", "tea", "new"],
	groupId: ["milk", "size", "temperature"],
	optionId: ["oat", "large", "iced"],
	itemId: ["latte", "milk:oat"],
	riderId: [CALLERS.rider.sub],
	token: ["sim_ok", "sim_declined", "sim_timeout_ok", "sim_down"],
	pin: ["0000"],
	at: ["2026-01-01T00:00:00Z", "2100-01-01T00:00:00Z"],
	status: ["submitted,accepted", "placed", "cancelled"],
	cursor: ["YWZ0ZXI6b3JkXzA"],
	open: [true],
	url: ["http://127.0.0.1:9/hook", "http://[::1]:9/"],
};

const texts = (schema: Schema): fc.Arbitrary<string> => {
	if (schema.enum) return fc.constantFrom(...(schema.enum as string[]));
	const max = Number(schema.maxLength ?? 60);
	if (schema.pattern) return fc.stringMatching(new RegExp(schema.pattern as string));
	return fc.string({ minLength: Number(schema.minLength ?? 0), maxLength: Math.min(max, 40), unit: "binary" });
};

const lists = ({ items = {}, maxItems = 5, minItems = 0, uniqueItems }: Schema): fc.Arbitrary<unknown[]> => {
	const bounds = { minLength: Number(minItems), maxLength: Math.min(Number(maxItems), 5) };
	return uniqueItems ? fc.uniqueArray(valid(items), bounds) : fc.array(valid(items), bounds);
};

const objects = ({ properties = {}, required = [] }: Schema): fc.Arbitrary<Record<string, unknown>> =>
	fc.record(Object.fromEntries(Object.entries(properties).map(([name, field]) => [name, fieldOf(name, field)])), {
		requiredKeys: required,
	});

const mostly = <Usual, Rare>(usual: fc.Arbitrary<Usual>, rare: fc.Arbitrary<Rare>) =>
	fc.oneof({ weight: 7, arbitrary: usual }, { weight: 1, arbitrary: rare });

const fieldOf = (name: string, schema: Schema): fc.Arbitrary<unknown> =>
	EXISTING[name] ? mostly(fc.constantFrom(...EXISTING[name]), valid(schema)) : valid(schema);

/** Values that a schema allows. */
const valid = (schema: Schema): fc.Arbitrary<unknown> => {
	const range = { min: Number(schema.minimum ?? -1e6), max: Number(schema.maximum ?? 1e6) };
	switch (schema.type) {
		case "string":
			return texts(schema);
		case "integer":
			return fc.integer(range);
		case "number":
			return fc.double({ ...range, noNaN: true });
		case "boolean":
			return fc.boolean();
		case "array":
			return lists(schema);
		case "object":
			return objects(schema);
		default:
			return fc.jsonValue({ maxDepth: 2 });
	}
};

const HOSTILE = [
	null,
	"",
	" ",
	"\u0000",
	"'; DROP TABLE orders;--",
	"../../etc/passwd",
	"__proto__",
	-1,
	1.5,
	1e308,
	[],
	{},
	[[]],
	"가".repeat(600),
];

const HOME = { address: "서울 마포구 월드컵로 1", lat: 37.556, lng: 126.91 };
const LINES = [
	{
		productId: "latte",
		quantity: 1,
		options: [
			{ groupId: "milk", optionId: "oat" },
			{ groupId: "shots", optionId: "extra-shot", quantity: 2 },
		],
	},
];
const ORDER = { storeId: "gangnam", kind: "goods", lines: LINES, payment: { timing: "prepaid" } };
const NAME = { ko: "귀리 우유", en: "Oat milk" };
const RIDE = { from: HOME, to: HOME, size: "small", weightKg: 1 };

/** Complete bodies of operations whose fields depend on each other. */
const SAMPLES: Record<string, Record<string, unknown>[]> = {
	"POST /v1/orders": [
		ORDER,
		{ ...ORDER, fulfilment: "delivery", destination: HOME },
		{ storeId: "gangnam", kind: "parcel", parcel: { ...RIDE, item: "keys" }, payment: { timing: "on_receipt" } },
	],
	"PATCH /v1/stores/{storeId}/offers/{itemId}": [{ soldOut: true }, { hidden: false, price: 700 }],
	"PUT /v1/catalogue/option-groups/{groupId}": [{ name: NAME, min: 0, max: 1, options: [{ id: "oat", name: NAME, price: 600 }] }],
	"POST /v1/brews/{orderId}/tick": [{ line: 0, made: 1 }],
	"POST /v1/quotes": [RIDE, { storeId: "gangnam", destination: HOME }],
	"POST /v1/accounts": [{ phone: "01055556666", password: "long enough", name: "new", code: "123456", consent: CONSENT }],
};

interface Mutation {
	where: number;
	which: number;
	value: unknown;
	how: "replace" | "remove" | "add";
}
const mutation: fc.Arbitrary<Mutation> = fc.record({
	where: fc.oneof(fc.constant(0), fc.nat()),
	which: fc.nat(),
	value: fc.oneof(fc.constantFrom(...HOSTILE), fc.jsonValue({ maxDepth: 3 })),
	how: fc.constantFrom("replace", "remove", "add", "add"),
});

const UNKNOWN = ["unknown", "__proto__", "constructor", "$where"];

const objectsIn = (value: unknown): object[] =>
	typeof value === "object" && value !== null
		? [value, ...Object.values(value).flatMap(objectsIn)].filter((found) => !Array.isArray(found))
		: [];

const pick = <Item>(items: Item[], which: number): Item => items[which % items.length]!;

/** Changes one field at any depth. */
const mutated = (input: Record<string, unknown>, { how, value, where, which }: Mutation): Record<string, unknown> => {
	const copy = structuredClone(input);
	const changed = pick(objectsIn(copy), where) as Record<string, unknown>;
	const name = pick(how === "add" || Object.keys(changed).length === 0 ? UNKNOWN : Object.keys(changed), which);
	if (how === "remove") delete changed[name];
	else Object.defineProperty(changed, name, { value, enumerable: true, configurable: true, writable: true });
	return copy;
};

interface Parameter {
	name: string;
	in: "path" | "query" | "header";
	schema: Schema;
	required: boolean;
}
const parametersOf = ({ operation }: Endpoint, place: Parameter["in"]): Parameter[] =>
	(operation.parameters as Parameter[]).filter((parameter) => parameter.in === place);

const schemaFor = (parameters: Parameter[]): Schema => ({
	type: "object",
	properties: Object.fromEntries(parameters.map(({ name, schema }) => [name, schema])),
	required: parameters.filter(({ required }) => required).map(({ name }) => name),
});

const NAMES = Object.keys(CALLERS) as CallerName[];

/** The callers that the guard admits and that the order concerns; all callers if there are none. */
const namesFor = ({ operation }: Endpoint): CallerName[] => {
	const isAdmitted = (name: CallerName) => CALLERS[name]?.roles.some((role) => operation["x-roles"].includes(role)) === true;
	const involved = NAMES.filter((name) => isAdmitted(name) && !name.startsWith("another"));
	return involved.length > 0 ? involved : NAMES;
};

const inputOf = (endpoint: Endpoint) => {
	const body = endpoint.operation.requestBody?.content["application/json"]?.schema as Schema | undefined;
	const schema = body ?? schemaFor(parametersOf(endpoint, "query"));
	return fc.record({
		caller: mostly(fc.constantFrom(...namesFor(endpoint)), fc.constantFrom(...NAMES)),
		path: mostly(fc.constant(null), valid(schemaFor(parametersOf(endpoint, "path"))) as fc.Arbitrary<Record<string, string>>),
		input: fc.oneof(
			valid(schema) as fc.Arbitrary<Record<string, unknown>>,
			...(SAMPLES[entryOf(endpoint)] ?? []).map((sample) => fc.constant(sample)),
		),
		change: fc.option(mutation, { freq: 1 }),
		which: mostly(fc.constant(0), fc.nat({ max: 2 })),
		raw: mostly(fc.constant(null), fc.string()),
	});
};
type Input = ReturnType<typeof inputOf> extends fc.Arbitrary<infer Value> ? Value : never;

const filled = (path: string, ids: Record<string, string>): string =>
	path.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(ids[name] || "none"));

const queryOf = (input: Record<string, unknown>): string =>
	new URLSearchParams(
		Object.entries(input).map(([name, value]): [string, string] => [
			name,
			typeof value === "string" ? value.toWellFormed() : JSON.stringify(value),
		]),
	).toString();

let shop: Shop;

const sentBy = ({ change, input }: Input) => (change ? mutated(input, change) : input);

const answerTo = ({ method, path }: Endpoint, input: Input) => {
	const { caller, path: ids, raw, which } = input;
	const address = ids ? filled(path, ids) : shop.pathOf(path, which);
	const sent = sentBy(input);
	if (method === "GET" || method === "DELETE") return shop.send(caller, method, `${address}?${queryOf(sent)}`);
	if (raw !== null) return shop.send(caller, method, address, { body: raw, headers: { "content-type": "application/json" } });
	return shop.send(caller, method, address, { body: sent });
};

const isExcused = (body: { code?: string }): boolean => body.code === "overloaded" || body.code === "payment_provider_unavailable";

/** Bodies with null are not checked, because the validator treats null in an optional field like a missing field. */
const isWronglyAccepted = (endpoint: Endpoint, input: Input, { status }: Answer): boolean =>
	status < 300 && input.raw === null && !hasNull(sentBy(input)) && !validator.acceptsBody(endpoint, sentBy(input));
const hasNull = (value: unknown): boolean => /[:[,]null/.test(JSON.stringify(value));

const check = (endpoint: Endpoint, input: Input, answer: Answer): void => {
	const text = JSON.stringify(answer.body);
	if (answer.status >= 500 && !isExcused(answer.body)) throw new Error(`${answer.status} ${text}`);
	const faults = validator.faults(endpoint, answer);
	if (faults.length > 0) throw new Error(`${answer.status} ${text}: ${faults.join(", ")}`);
	const leak = answer.status >= 400 && LEAKS.find((pattern) => pattern.test(text));
	if (leak) throw new Error(`${text} reveals ${leak}`);
	if (isWronglyAccepted(endpoint, input, answer)) throw new Error(`${answer.status} for a body that the document does not allow`);
};

const statuses: number[] = [];

const explore = (endpoint: Endpoint): Promise<unknown> => {
	const property = fc.asyncProperty(inputOf(endpoint), async (input) => {
		const answer = await answerTo(endpoint, input);
		statuses.push(answer.status);
		check(endpoint, input, answer);
	});
	const numRuns = RUNS_OF[entryOf(endpoint)] ?? RUNS;
	return fc.assert(property, { numRuns, endOnFailure: true, includeErrorInReport: true });
};

const outcomeOf = (endpoint: Endpoint): Promise<unknown> => explore(endpoint).catch((error) => error);

describe("any input", () => {
	let outcomes: Map<Endpoint, Promise<unknown>>;
	beforeAll(async () => {
		shop = await Shop.open();
		const first = endpoints.filter((endpoint) => !isLast(endpoint)).map((endpoint) => [endpoint, outcomeOf(endpoint)] as const);
		const others = Promise.all(first.map(([, outcome]) => outcome));
		const last = endpoints.filter(isLast);
		outcomes = new Map([...first, ...last.map((endpoint) => [endpoint, others.then(() => outcomeOf(endpoint))] as const)]);
	});
	afterAll(async () => {
		await Promise.all(outcomes?.values() ?? []);
		await shop?.close();
	});

	it.each(endpoints.map((endpoint) => [entryOf(endpoint), endpoint] as const))(
		"to %s gets a documented response that reveals no internals",
		async (_, endpoint) => {
			expect(await outcomes.get(endpoint)).toBeUndefined();
		},
	);

	it("succeeds often enough to reach the services", async () => {
		await Promise.all(outcomes.values());

		expect(statuses.filter((status) => status < 300).length / statuses.length).toBeGreaterThan(0.1);
	});
});
