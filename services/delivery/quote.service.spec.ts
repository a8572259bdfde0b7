import { config } from "../../lib/config/config.ts";
import { isQuoteFor, readQuote } from "../../lib/domain/quote.ts";
import { CUSTOMER, DeliveryNode, GANGNAM, HERE, PARCEL, refused, STRANGER, THERE } from "../../test/support/nodes/delivery-node.ts";

let node: DeliveryNode;
beforeAll(async () => {
	node = await new DeliveryNode().start();
});
afterAll(() => node.stop());

const request = { from: HERE, to: THERE, size: "small", weightKg: 1.2 };
const quote = (params: object, caller = CUSTOMER) => node.call("quote.create", params, caller);

describe("a quote", () => {
	it("fixes a parcel's fee for a while, and an order can verify it offline", async () => {
		const created = await quote(request);

		expect(created).toEqual({
			id: expect.stringMatching(/^quo_/),
			fee: 3400,
			distanceKm: 2.8,
			etaMinutes: 19,
			expiresAt: expect.stringMatching(/Z$/),
		});
		const read = readQuote(created.id, config.secret, Date.now());
		expect(read).toMatchObject({ fee: 3400, customerId: CUSTOMER.accountId, storeId: null });
		expect(isQuoteFor(read, { customerId: CUSTOMER.accountId, storeId: "gangnam", parcel: PARCEL, destination: THERE })).toBe(true);
		expect(Date.parse(created.expiresAt) - Date.now()).toBeGreaterThan((config.quoteSeconds - 10) * 1000);
	});

	it("starts at the store's location for goods", async () => {
		const { id } = await quote({ storeId: "gangnam", destination: THERE });

		expect(readQuote(id, config.secret, Date.now())).toMatchObject({ storeId: "gangnam", size: "small", from: { lat: 37.5, lng: 127 } });
	});

	it("is shown to its customer only", async () => {
		const created = await quote(request);

		expect(await node.call("quote.get", { quoteId: created.id }, CUSTOMER)).toEqual(created);
		await expect(node.call("quote.get", { quoteId: created.id }, STRANGER)).rejects.toEqual(refused("not_found", 404));
		await expect(node.call("quote.get", { quoteId: "quo_x" }, CUSTOMER)).rejects.toEqual(refused("not_found", 404));
	});

	it("requires a customer and an existing store", async () => {
		await expect(quote(request, GANGNAM)).rejects.toEqual(refused("forbidden", 403));
		await expect(quote({ storeId: "nowhere", destination: THERE })).rejects.toEqual(refused("unknown_store", 422));
	});

	it.each<[string, object, string]>([
		["an empty request", {}, "from"],
		["a parcel without a weight", { ...request, weightKg: undefined }, "weightKg"],
		["a store without a destination", { storeId: "gangnam" }, "destination"],
		["a destination without a store", { destination: THERE }, "storeId"],
		["a parcel and a store at once", { ...request, storeId: "gangnam", destination: THERE }, "from"],
	])("is refused for %s, naming the field", async (_, params, field) => {
		await expect(quote(params)).rejects.toEqual(expect.objectContaining({ type: "invalid", data: { field } }));
	});

	it.each<[string, object]>([
		["a latitude above 90", { ...request, to: { ...THERE, lat: 91 } }],
		["a negative weight", { ...request, weightKg: -1 }],
		["too much weight", { ...request, weightKg: 30.1 }],
		["an unknown size", { ...request, size: "huge" }],
		["an unknown field", { ...request, express: true }],
	])("rejects %s", async (_, params) => {
		await expect(quote(params)).rejects.toEqual(refused("VALIDATION_ERROR", 422));
	});
});
