import { isQuoteFor, type Quote, QuoteExpired, readQuote, signQuote, stopAt, UnknownQuote } from "./quote.ts";

const SECRET = "a secret of at least thirty-two characters";
const from = { address: "서울 마포구 양화로 160", lat: 37.5563, lng: 126.9236 };
const to = { address: "서울 강남구 강남대로 396", lat: 37.497912345, lng: 127.0276 };
const parcel = { size: "small", weightKg: 1.2, from, to } as const;
const aQuote = (change: Partial<Quote> = {}): Quote => ({
	customerId: "acc_0mi8q3k5x00a3f9c2e71b04aa",
	storeId: null,
	from: stopAt(from),
	to: stopAt(to),
	size: "small",
	weightKg: 1.2,
	fee: 7600,
	distanceKm: 11.2,
	etaMinutes: 44,
	expiresAt: 5_000,
	...change,
});

describe("a signed quote", () => {
	it("can be read with the secret until it expires", () => {
		const quote = aQuote();
		const id = signQuote(quote, SECRET);

		expect(id).toMatch(/^quo_[\w.-]+$/);
		expect(readQuote(id, SECRET, 5_000)).toEqual(quote);
		expect(() => readQuote(id, SECRET, 5_001)).toThrow(QuoteExpired);
	});

	it("stays within the length limit of an order request", () => {
		expect(signQuote(aQuote({ storeId: "s".repeat(100), weightKg: 12.345, expiresAt: Date.now() }), SECRET).length).toBeLessThan(500);
	});

	it("does not contain the address", () => {
		const [payload] = signQuote(aQuote(), SECRET).slice(4).split(".");

		expect(Buffer.from(payload!, "base64url").toString()).not.toContain("마포구");
	});

	it.each([
		["another secret", (id: string) => id, "another secret of thirty-two characters"],
		["a changed fee", (id: string) => `quo_${withCheaperFee(id)}`, SECRET],
		["no signature", (id: string) => id.split(".")[0]!, SECRET],
		["a signature cut short", (id: string) => id.slice(0, -1), SECRET],
		["trailing text", (id: string) => `${id}.x`, SECRET],
		["an empty payload and signature", () => "quo_.", SECRET],
		["an id in the format of other resources", () => "quo_0mi8q3k5x00a3f9c2e71b04", SECRET],
	])("is unknown with %s", (_, change, secret) => {
		expect(() => readQuote(change(signQuote(aQuote(), SECRET)), secret, 1)).toThrow(UnknownQuote);
	});
});

const withCheaperFee = (id: string): string => {
	const [payload, signature] = id.slice(4).split(".");
	const cheaper = Buffer.from(payload!, "base64url").toString().replace("7600", "3000");
	return `${Buffer.from(cheaper).toString("base64url")}.${signature}`;
};

describe("matching a quote to an order", () => {
	const request = { customerId: aQuote().customerId, storeId: "gangnam", parcel, destination: to };

	it("succeeds for the same parcel at any store", () => {
		expect(isQuoteFor(aQuote(), request)).toBe(true);
		expect(isQuoteFor(aQuote(), { ...request, storeId: "hongdae" })).toBe(true);
	});

	it("succeeds for goods of its store", () => {
		const quote = aQuote({ storeId: "gangnam" });
		const goods = { ...request, parcel: null };

		expect(isQuoteFor(quote, goods)).toBe(true);
		expect(isQuoteFor(quote, { ...goods, storeId: "hongdae" })).toBe(false);
		expect(isQuoteFor(quote, { ...goods, destination: from })).toBe(false);
		expect(isQuoteFor(quote, { ...goods, destination: null })).toBe(false);
	});

	it.each([
		["another customer", { customerId: "acc_2" }],
		["a larger parcel", { parcel: { ...parcel, size: "large" as const } }],
		["a heavier parcel", { parcel: { ...parcel, weightKg: 30 } }],
		["another address", { parcel: { ...parcel, to: { ...to, address: "부산" } } }],
		["other coordinates", { parcel: { ...parcel, from: { ...from, lat: 37.6 } } }],
		["goods", { parcel: null }],
	])("fails for %s", (_, change) => {
		expect(isQuoteFor(aQuote(), { ...request, ...change })).toBe(false);
	});
});
