import { follow, merge, withoutOld } from "./merge.ts";
import { anOrder } from "./order-fixture.ts";

const brewing = (status: "received" | "brewing" | "brewed" | "cancelled") => ({ status, dueAt: null });
const said = (status: "preparing" | "placed" | "cancelled", reason: string | null = null) => ({ status, reason, updatedAt: "later" });

describe("what a list says", () => {
	it("is taken for what is not known", () => {
		const order = anOrder();

		expect(merge(undefined, order)).toBe(order);
	});

	it("is taken when it is ahead", () => {
		const later = anOrder({ status: "preparing", brew: brewing("brewing"), note: "hot" });

		expect(merge(anOrder({ status: "accepted", brew: brewing("received") }), later)).toEqual(later);
	});

	it("takes back nothing that has been heard since it was asked for", () => {
		const known = anOrder({ status: "ready", brew: brewing("brewed"), updatedAt: "later" });
		const stale = anOrder({ status: "preparing", brew: brewing("brewing"), note: "hot" });

		expect(merge(known, stale)).toMatchObject({ status: "ready", brew: { status: "brewed" }, updatedAt: "later", note: "hot" });
	});

	it("keeps a column's knowledge while its service is away", () => {
		expect(merge(anOrder({ brew: brewing("received") }), anOrder({ brew: null })).brew).toEqual(brewing("received"));
	});
});

describe("what an order says", () => {
	it("moves it on", () => {
		expect(follow(anOrder({ status: "accepted" }), said("preparing"))).toMatchObject({ status: "preparing", updatedAt: "later" });
	});

	it("ends it with its reason", () => {
		expect(follow(anOrder({ status: "ready" }), said("cancelled", "customer"))).toMatchObject({ status: "cancelled", reason: "customer" });
	});

	it("changes nothing when it comes late, or is not for a store", () => {
		const known = anOrder({ status: "ready" });

		expect(follow(known, said("preparing"))).toBe(known);
		expect(follow(known, said("placed"))).toBe(known);
	});

	it("leaves the store's own endings", () => {
		const known = anOrder({ status: "unanswered" });

		expect(follow(known, said("cancelled", "store_unanswered"))).toBe(known);
	});
});

describe("after weeks", () => {
	const minute = (index: number) => new Date(index * 60_000).toISOString();
	const many = Array.from({ length: 150 }, (_, index) => anOrder({ id: `done_${index}`, status: "completed", updatedAt: minute(index) }));
	const open = anOrder({ id: "open", updatedAt: minute(0) });
	const struck = anOrder({ id: "struck", status: "cancelled", updatedAt: minute(0) });
	const kept = withoutOld(new Map([open, struck, ...many].map((order) => [order.id, order])), { struck: "make" });

	it("keeps what is open, what nobody has seen, and the newest of what has ended", () => {
		expect(kept.size).toBe(102);
		expect(["open", "struck", "done_149", "done_49"].map((id) => kept.has(id))).toEqual([true, true, true, false]);
	});
});
