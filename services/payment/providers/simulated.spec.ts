import { openAdapter, type StoreAdapter } from "../../../lib/storage/open.ts";
import type { Table } from "../../../lib/storage/table.ts";
import { providerSuite } from "./providers.suite.ts";
import { type SimulatedCharge, SimulatedProvider } from "./simulated.ts";

const tokens = { ok: "sim_ok", declined: "sim_declined", silent: "sim_timeout_ok", down: "sim_down" };

describe("the simulated provider", () => {
	let storage: StoreAdapter;
	let charges: Table<SimulatedCharge>;
	let now: number;

	beforeEach(async () => {
		storage = openAdapter("sqlite::memory:");
		await storage.connect();
		charges = await storage.table({ name: "simulated_provider" });
		now = 0;
	});

	afterEach(() => storage.disconnect());

	const open = (failureRate = 0) => new SimulatedProvider(charges, { latencyMs: 0, failureRate, now: () => now });
	const charge = { id: "ord_1/1", orderId: "ord_1", amount: 9_000, method: "card", reference: null };

	providerSuite(async () => {
		const provider = open();
		return {
			provider,
			tokens,
			wait: async () => {
				now += 2_000;
			},
			balance: async (orderId) => (await provider.ledger()).get(orderId) ?? { charged: 0, refunded: 0 },
		};
	});

	it.each(["constructor", "toString", "__proto__"])("declines the token %s, although it is an object property", async (token) => {
		expect(await open().charge(charge, token)).toMatchObject({ outcome: "declined" });
		expect(await open().lookUp(charge)).toMatchObject({ outcome: "declined" });
	});

	it("keeps charges across a restart", async () => {
		await open().charge(charge, "sim_ok");

		expect(await open().lookUp(charge)).toMatchObject({ outcome: "approved" });
	});

	it("can decline late as well", async () => {
		const provider = open();
		expect(await provider.charge(charge, "sim_timeout_declined")).toMatchObject({ outcome: "unknown" });

		now += 2_000;

		expect(await provider.lookUp(charge)).toMatchObject({ outcome: "declined" });
	});

	it("reports unknown outcomes at its failure rate, but executes the calls", async () => {
		const failing = open(1);

		expect(await failing.charge(charge, "sim_ok")).toMatchObject({ outcome: "unknown" });
		expect(await failing.refund(charge)).toMatchObject({ outcome: "unknown" });
		expect((await open().ledger()).get("ord_1")).toEqual({ charged: 9_000, refunded: 9_000 });
	});

	it("sums charges and refunds by order", async () => {
		const provider = open();
		await provider.charge(charge, "sim_ok");
		await provider.refund(charge);
		await provider.charge({ ...charge, id: "ord_1/2" }, "sim_ok");
		await provider.charge({ ...charge, id: "ord_2/1", orderId: "ord_2" }, "sim_declined");

		expect(await provider.ledger()).toEqual(
			new Map([
				["ord_1", { charged: 18_000, refunded: 9_000 }],
				["ord_2", { charged: 0, refunded: 0 }],
			]),
		);
	});
});
