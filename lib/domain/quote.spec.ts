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
	it("is read by whoever knows the secret, until it expires", () => {
		const quote = aQuote();
		const id = signQuote(quote, SECRET);

		expect(id).toMatch(/^quo_[\w.-]+$/);
		expect(readQuote(id, SECRET, 5_000)).toEqual(quote);
		expect(() => readQuote(id, SECRET, 5_001)).toThrow(QuoteExpired);
	});

	it("is short enough for an order, even at its longest", () => {
		expect(signQuote(aQuote({ storeId: "s".repeat(100), weightKg: 12.345, expiresAt: Date.now() }), SECRET).length).toBeLessThan(500);
	});

	it("shows nobody's address", () => {
		const [payload] = signQuote(aQuote(), SECRET).slice(4).split(".");

		expect(Buffer.from(payload!, "base64url").toString()).not.toContain("마포구");
	});

	it.each([
		["another secret", (id: string) => id, "another secret of thirty-two characters"],
		["a changed fee", (id: string) => `quo_${altered(id)}`, SECRET],
		["no signature", (id: string) => id.split(".")[0]!, SECRET],
		["a signature cut short", (id: string) => id.slice(0, -1), SECRET],
		["something behind", (id: string) => `${id}.x`, SECRET],
		["nothing at all", () => "quo_.", SECRET],
		["an id of ours that never was", () => "quo_0mi8q3k5x00a3f9c2e71b04", SECRET],
	])("is unknown with %s", (_, change, secret) => {
		expect(() => readQuote(change(signQuote(aQuote(), SECRET)), secret, 1)).toThrow(UnknownQuote);
	});
});

const altered = (id: string): string => {
	const [payload, signature] = id.slice(4).split(".");
	const cheaper = Buffer.from(payload!, "base64url").toString().replace("7600", "3000");
	return `${Buffer.from(cheaper).toString("base64url")}.${signature}`;
};

describe("whether a quote is for an order", () => {
	const wish = { customerId: aQuote().customerId, storeId: "gangnam", parcel, destination: to };

	it("holds for the same parcel from any desk", () => {
		expect(isQuoteFor(aQuote(), wish)).toBe(true);
		expect(isQuoteFor(aQuote(), { ...wish, storeId: "hongdae" })).toBe(true);
	});

	it("holds for goods of the store it names", () => {
		const quote = aQuote({ storeId: "gangnam" });
		const goods = { ...wish, parcel: null };

		expect(isQuoteFor(quote, goods)).toBe(true);
		expect(isQuoteFor(quote, { ...goods, storeId: "hongdae" })).toBe(false);
		expect(isQuoteFor(quote, { ...goods, destination: from })).toBe(false);
		expect(isQuoteFor(quote, { ...goods, destination: null })).toBe(false);
	});

	it.each([
		["another customer", { customerId: "acc_2" }],
		["a larger one", { parcel: { ...parcel, size: "large" as const } }],
		["a heavier one", { parcel: { ...parcel, weightKg: 30 } }],
		["another address", { parcel: { ...parcel, to: { ...to, address: "부산" } } }],
		["another place", { parcel: { ...parcel, from: { ...from, lat: 37.6 } } }],
		["goods", { parcel: null }],
	])("does not for %s", (_, change) => {
		expect(isQuoteFor(aQuote(), { ...wish, ...change })).toBe(false);
	});
});
