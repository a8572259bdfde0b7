import { config } from "../../lib/config/config.ts";
import { isQuoteFor, readQuote } from "../../lib/domain/quote.ts";
import { CUSTOMER, DeliveryNode, GANGNAM, HERE, PARCEL, refused, STRANGER, THERE } from "../../test/support/nodes/delivery-node.ts";

let node: DeliveryNode;
beforeAll(async () => {
	node = await new DeliveryNode().start();
});
afterAll(() => node.stop());

const ride = { from: HERE, to: THERE, size: "small", weightKg: 1.2 };
const quote = (params: object, caller = CUSTOMER) => node.call("quote.create", params, caller);

describe("a quote", () => {
	it("promises a parcel's fee for a while, and an order can check it alone", async () => {
		const made = await quote(ride);

		expect(made).toEqual({
			id: expect.stringMatching(/^quo_/),
			fee: 3400,
			distanceKm: 2.8,
			etaMinutes: 19,
			expiresAt: expect.stringMatching(/Z$/),
		});
		const read = readQuote(made.id, config.secret, Date.now());
		expect(read).toMatchObject({ fee: 3400, customerId: CUSTOMER.accountId, storeId: null });
		expect(isQuoteFor(read, { customerId: CUSTOMER.accountId, storeId: "gangnam", parcel: PARCEL, destination: THERE })).toBe(true);
		expect(Date.parse(made.expiresAt) - Date.now()).toBeGreaterThan((config.quoteSeconds - 10) * 1000);
	});

	it("promises goods from where their store is", async () => {
		const { id } = await quote({ storeId: "gangnam", destination: THERE });

		expect(readQuote(id, config.secret, Date.now())).toMatchObject({ storeId: "gangnam", size: "small", from: { lat: 37.5, lng: 127 } });
	});

	it("is shown again to whom it was given", async () => {
		const made = await quote(ride);

		expect(await node.call("quote.get", { quoteId: made.id }, CUSTOMER)).toEqual(made);
		await expect(node.call("quote.get", { quoteId: made.id }, STRANGER)).rejects.toEqual(refused("not_found", 404));
		await expect(node.call("quote.get", { quoteId: "quo_x" }, CUSTOMER)).rejects.toEqual(refused("not_found", 404));
	});

	it("is for customers, and for stores that exist", async () => {
		await expect(quote(ride, GANGNAM)).rejects.toEqual(refused("forbidden", 403));
		await expect(quote({ storeId: "nowhere", destination: THERE })).rejects.toEqual(refused("unknown_store", 422));
	});

	it.each<[string, object, string]>([
		["nothing", {}, "from"],
		["no weight", { ...ride, weightKg: undefined }, "weightKg"],
		["a store without a destination", { storeId: "gangnam" }, "destination"],
		["a destination without a store", { destination: THERE }, "storeId"],
		["both kinds at once", { ...ride, storeId: "gangnam", destination: THERE }, "from"],
	])("is refused for %s", async (_, params, field) => {
		await expect(quote(params)).rejects.toEqual(expect.objectContaining({ type: "invalid", data: { field } }));
	});

	it.each<[string, object]>([
		["off the globe", { ...ride, to: { ...THERE, lat: 91 } }],
		["lighter than nothing", { ...ride, weightKg: -1 }],
		["too heavy", { ...ride, weightKg: 30.1 }],
		["of no such size", { ...ride, size: "huge" }],
		["with something unknown", { ...ride, express: true }],
	])("is refused %s", async (_, params) => {
		await expect(quote(params)).rejects.toEqual(refused("VALIDATION_ERROR", 422));
	});
});
