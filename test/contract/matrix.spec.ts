import type { Role } from "../../lib/auth/caller.ts";
import { ApiValidator, describedApi, type Endpoint, endpointsOf } from "../support/described.ts";
import type { Signed } from "../support/nodes/gateway-server.ts";
import { CALLERS, type CallerName, Shop } from "../support/shop.ts";

const api = await describedApi();
const validator = new ApiValidator(api);

/** Deletions run last, because the others need what they delete. */
const endpoints = endpointsOf(api)
	.filter(({ path }) => path.startsWith("/v1"))
	.sort((one, other) => Number(one.method === "DELETE") - Number(other.method === "DELETE"));

/** Who may see the resource that a path parameter names. */
const VISIBLE_TO: Record<string, CallerName[]> = {
	orderId: ["customer", "staff", "rider", "operator"],
	quoteId: ["customer"],
	notificationId: ["customer"],
};
/** Parameters of resources that do not exist in this shop. */
const ABSENT = ["id", "sessionId"];
/** Not found for callers whose accounts were never registered. */
const OWN_ACCOUNT = /^\/v1\/(me|customers\/me)$/;
const UNREGISTERED: CallerName[] = ["anotherCustomer", "anotherRider"];

const namesIn = (path: string): string[] => [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name!);

/** The outcome that follows from guard and path: 401, 403, 404, or a call of the operation. */
const expected = ({ path, operation }: Endpoint, name: CallerName): 401 | 403 | 404 | "called" => {
	const roles = operation["x-roles"];
	const caller = CALLERS[name];
	if (roles.includes("anyone")) return "called";
	if (!caller) return 401;
	if (!roles.includes("signedIn") && !caller.roles.some((role) => roles.includes(role))) return 403;
	if (path.startsWith("/v1/stores/{storeId}") && name === "anotherStaff") return 403;
	if (namesIn(path).some((parameter) => ABSENT.includes(parameter) || VISIBLE_TO[parameter]?.includes(name) === false)) return 404;
	return OWN_ACCOUNT.test(path) && UNREGISTERED.includes(name) ? 404 : "called";
};

/** Called, but with 404: no cancellation was requested, the provider is not Stripe, the store has no latte of its own and blocks nobody. */
const MAY_BE_NOT_FOUND = [
	"GET /v1/orders/{orderId}/cancellation",
	"POST /v1/payments/stripe/webhook",
	"DELETE /v1/stores/{storeId}/products/{productId}",
	"DELETE /v1/stores/{storeId}/blocked-customers/{customerId}",
];

let shop: Shop;
beforeAll(async () => {
	shop = await Shop.open();
});
afterAll(() => shop.close());

const cells = endpoints.flatMap((endpoint) =>
	(Object.keys(CALLERS) as CallerName[]).map((name) => [endpoint, name, expected(endpoint, name)] as const),
);
const order = { 401: 0, 403: 0, 404: 0, called: 1 };

describe.each(endpoints.map((endpoint) => [`${endpoint.method} ${endpoint.path}`, endpoint] as const))("%s", (entry, endpoint) => {
	const { method, path } = endpoint;
	const ofEndpoint = cells.filter(([of]) => of === endpoint).sort(([, , one], [, , other]) => order[one] - order[other]);

	it.each(ofEndpoint.map(([, name, outcome]) => [name, outcome] as const))("called by %s: %s", async (name, outcome) => {
		const answer = await shop.send(name, method, shop.pathOf(path), method === "GET" || method === "DELETE" ? {} : { body: {} });

		if (outcome !== "called") expect(answer.status).toBe(outcome);
		else expect([401, 403, ...(MAY_BE_NOT_FOUND.includes(entry) ? [] : [404])]).not.toContain(answer.status);
		expect(validator.faults(endpoint, answer)).toEqual([]);
	});
});

/** People with several roles, who are not the customer of any of the shop's orders. */
const SEVERAL_ROLES: Record<string, Signed & { roles: Role[] }> = {
	"a customer who is staff of the store": { sub: "acc_two_1", roles: ["customer", "staff"], storeId: "gangnam" },
	"a customer who is a rider": { sub: "acc_two_2", roles: ["customer", "rider"] },
	"a customer who is an operator": { sub: "acc_two_3", roles: ["customer", "operator"] },
	"a rider who is staff of another store": { sub: "acc_two_4", roles: ["rider", "staff"], storeId: "hongdae" },
};
/** Valid input, so that the call reaches the resource. */
const BODIES: Record<string, object> = {
	"POST /v1/orders/{orderId}/payment": { method: "card", token: "sim_declined" },
	"POST /v1/orders/{orderId}/refund": { reason: "wrong order" },
	"POST /v1/deliveries/{orderId}/assign": { riderId: CALLERS.rider.sub },
	"POST /v1/deliveries/{orderId}/location": { lat: 37.5, lng: 127 },
	"POST /v1/deliveries/{orderId}/confirm": { pin: "0000" },
};
const REFUSED = [401, 403, 404];
const ofOrders = endpoints.filter(({ method, path }) => path.includes("{orderId}") && !MAY_BE_NOT_FOUND.includes(`${method} ${path}`));

describe.each(Object.entries(SEVERAL_ROLES))("%s", (_, person) => {
	it.each(ofOrders.map((endpoint) => [`${endpoint.method} ${endpoint.path}`, endpoint] as const))(
		"may %s only if one of the roles alone may",
		async (entry, { method, path }) => {
			const init = method === "GET" || method === "DELETE" ? {} : { body: BODIES[entry] ?? {} };
			const statusAs = async (roles: Role[]) => {
				const { storeId, ...withoutStore } = person;
				const as = roles.includes("staff") ? { ...person, roles } : { ...withoutStore, roles };
				return (await shop.send(as, method, shop.pathOf(path, 1), init)).status;
			};

			const alone = [];
			for (const role of person.roles) alone.push(await statusAs([role]));

			if (alone.every((status) => REFUSED.includes(status))) expect(REFUSED).toContain(await statusAs(person.roles));
		},
	);
});

describe("an order", () => {
	it("is neither paid nor cancelled by an operator or staff who are also customers, but not its customer", async () => {
		for (const person of Object.values(SEVERAL_ROLES).slice(0, 3))
			for (const [path, body] of [
				["payment", { method: "card", token: "sim_declined" }],
				["cancellation", {}],
			] as const)
				expect(await shop.send(person, "POST", `/v1/orders/${shop.orderIds[1]}/${path}`, { body })).toMatchObject({ status: 404 });
	});
});

describe("the access matrix", () => {
	it("covers every outcome", () => {
		const counts = Map.groupBy(cells, ([, , outcome]) => outcome);

		for (const outcome of [401, 403, 404, "called"] as const) expect(counts.get(outcome)?.length).toBeGreaterThan(20);
	});
});
