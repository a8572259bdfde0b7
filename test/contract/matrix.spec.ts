import { ApiValidator, describedApi, type Endpoint, endpointsOf } from "../support/described.ts";
import { CALLERS, type CallerName, Shop } from "../support/shop.ts";

const api = await describedApi();
const validator = new ApiValidator(api);

/** Last what takes something away that others are asked for. */
const endpoints = endpointsOf(api)
	.filter(({ path }) => path.startsWith("/v1"))
	.sort((one, other) => Number(one.method === "DELETE") - Number(other.method === "DELETE"));

/** What belongs to somebody, by the parameter that names it. A brew ticket has no rider, a payment neither. */
const SEEN_BY: Record<string, CallerName[]> = {
	orderId: ["customer", "staff", "rider", "operator"],
	quoteId: ["customer"],
	notificationId: ["customer"],
};
/** There is none: nobody gets at it. */
const ABSENT = ["id"];
/** Their callers have nothing of their own in this shop: the account of a token that was never registered is not found. */
const OF_ONESELF = /^\/v1\/(me|customers\/me)$/;
const UNREGISTERED: CallerName[] = ["anotherCustomer", "anotherRider"];

const namesIn = (path: string): string[] => [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name!);

/** What a caller is answered at the very least, read off guard and path: 401, 403, 404, or the operation itself. */
const expected = ({ path, operation }: Endpoint, name: CallerName): 401 | 403 | 404 | "served" => {
	const roles = operation["x-roles"];
	const caller = CALLERS[name];
	if (roles.includes("anyone")) return "served";
	if (!caller) return 401;
	if (!roles.includes("signedIn") && !caller.roles.some((role) => roles.includes(role))) return 403;
	if (path.startsWith("/v1/stores/{storeId}") && name === "anotherStaff") return 403;
	if (namesIn(path).some((named) => ABSENT.includes(named) || SEEN_BY[named]?.includes(name) === false)) return 404;
	return OF_ONESELF.test(path) && UNREGISTERED.includes(name) ? 404 : "served";
};

/** They are served, and find that there is nothing: no cancellation was asked for, and this provider posts nothing. */
const FINDS_NOTHING = ["GET /v1/orders/{orderId}/cancellation", "POST /v1/payments/stripe/webhook"];

let shop: Shop;
beforeAll(async () => {
	shop = await Shop.open();
});
afterAll(() => shop.close());

const cells = endpoints.flatMap((endpoint) =>
	(Object.keys(CALLERS) as CallerName[]).map((name) => [endpoint, name, expected(endpoint, name)] as const),
);
const order = { 401: 0, 403: 0, 404: 0, served: 1 };

describe.each(endpoints.map((endpoint) => [`${endpoint.method} ${endpoint.path}`, endpoint] as const))("%s", (entry, endpoint) => {
	const { method, path } = endpoint;
	const own = cells.filter(([of]) => of === endpoint).sort(([, , one], [, , other]) => order[one] - order[other]);

	it.each(own.map(([, name, outcome]) => [name, outcome] as const))("to %s: %s", async (name, outcome) => {
		const answer = await shop.send(name, method, shop.pathOf(path), method === "GET" || method === "DELETE" ? {} : { body: {} });

		if (outcome !== "served") expect(answer.status).toBe(outcome);
		else expect([401, 403, ...(FINDS_NOTHING.includes(entry) ? [] : [404])]).not.toContain(answer.status);
		expect(validator.faults(endpoint, answer)).toEqual([]);
	});
});

describe("the matrix", () => {
	it("has cells of every outcome", () => {
		const counts = Map.groupBy(cells, ([, , outcome]) => outcome);

		for (const outcome of [401, 403, 404, "served"] as const) expect(counts.get(outcome)?.length).toBeGreaterThan(20);
	});
});
