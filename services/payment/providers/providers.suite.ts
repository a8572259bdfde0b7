import type { Charge, Provider } from "./provider.ts";

/** The provider's tokens for each outcome. */
export interface Tokens {
	ok: string;
	declined: string;
	/** Charged, but the provider does not answer. */
	silent: string;
	/** The charge does not reach the provider. */
	down: string;
}

export interface ProviderUnderTest {
	provider: Provider;
	tokens: Tokens;
	/** Waits until the outcome of a silent charge is known. */
	wait(): Promise<void>;
	/** What the provider itself has charged and refunded. */
	balance(orderId: string): Promise<{ charged: number; refunded: number }>;
}

let count = 0;
const aCharge = (): Charge => {
	const orderId = `ord_${++count}`;
	return { id: `${orderId}/1`, orderId, amount: 9_000, method: "card", reference: null };
};

/** The behaviour that the payment service relies on; runs on every provider. */
export const providerSuite = (open: () => Promise<ProviderUnderTest>): void => {
	let subject: ProviderUnderTest;
	let charge: Charge;

	beforeEach(async () => {
		subject = await open();
		charge = aCharge();
	});

	const balance = () => subject.balance(charge.orderId);

	it("charges once when called repeatedly", async () => {
		const results = await Promise.all([1, 2, 3].map(() => subject.provider.charge(charge, subject.tokens.ok)));

		expect(new Set(results.map(({ outcome }) => outcome))).toEqual(new Set(["approved"]));
		expect(await balance()).toEqual({ charged: 9_000, refunded: 0 });
		expect(await subject.provider.lookUp(charge)).toMatchObject({ outcome: "approved", reference: results[0]!.reference });
	});

	it("charges nothing when it declines", async () => {
		expect(await subject.provider.charge(charge, subject.tokens.declined)).toMatchObject({ outcome: "declined" });
		expect(await subject.provider.charge(aCharge(), "no such token")).toMatchObject({ outcome: "declined" });
		expect(await subject.provider.lookUp(charge)).toMatchObject({ outcome: "declined" });
		expect(await balance()).toEqual({ charged: 0, refunded: 0 });
	});

	it("finds the outcome of an unanswered charge later", async () => {
		expect(await subject.provider.charge(charge, subject.tokens.silent)).toMatchObject({ outcome: "unknown" });
		expect(await subject.provider.lookUp(charge)).toMatchObject({ outcome: "unknown" });

		await subject.wait();

		expect(await subject.provider.lookUp(charge)).toMatchObject({ outcome: "approved" });
		expect(await balance()).toEqual({ charged: 9_000, refunded: 0 });
	});

	it("reports that nothing was charged if the provider was not reached", async () => {
		expect(await subject.provider.charge(charge, subject.tokens.down)).toMatchObject({ outcome: "none" });
		expect(await balance()).toEqual({ charged: 0, refunded: 0 });
	});

	it("never charges an attempt that was looked up before it arrived", async () => {
		expect(await subject.provider.lookUp(charge)).toMatchObject({ outcome: "none" });

		expect(await subject.provider.charge(charge, subject.tokens.ok)).toMatchObject({ outcome: "none" });
		expect(await subject.provider.lookUp(charge)).toMatchObject({ outcome: "none" });
		expect(await balance()).toEqual({ charged: 0, refunded: 0 });
	});

	it("reports the same outcome to a concurrent charge and look-up", async () => {
		const [charged, found] = await Promise.all([subject.provider.charge(charge, subject.tokens.ok), subject.provider.lookUp(charge)]);

		expect(found.outcome).toBe(charged.outcome);
		expect((await balance()).charged).toBe(found.outcome === "approved" ? 9_000 : 0);
	});

	it("refunds once when called repeatedly", async () => {
		const { reference } = await subject.provider.charge(charge, subject.tokens.ok);

		const refunds = await Promise.all([1, 2, 3].map(() => subject.provider.refund({ ...charge, reference })));

		expect(refunds.map(({ outcome }) => outcome)).toEqual(["refunded", "refunded", "refunded"]);
		expect(await balance()).toEqual({ charged: 9_000, refunded: 9_000 });
	});

	it("refuses to refund what was not charged", async () => {
		await subject.provider.charge(charge, subject.tokens.declined);

		await expect(subject.provider.refund(charge)).rejects.toThrow();
		await expect(subject.provider.refund(aCharge())).rejects.toThrow();
		expect(await balance()).toEqual({ charged: 0, refunded: 0 });
	});
};
