import type { Charge, Provider } from "./provider.ts";

/** What a test says to a provider, in its own tokens. */
export interface Tokens {
	ok: string;
	declined: string;
	/** Charged, but the answer does not come. */
	silent: string;
	/** Nothing reaches the provider. */
	down: string;
}

export interface ProviderUnderTest {
	provider: Provider;
	tokens: Tokens;
	/** Lets the time pass that a silent charge takes to become known. */
	wait(): Promise<void>;
	/** What the provider itself has taken and given back. */
	balance(orderId: string): Promise<{ charged: number; refunded: number }>;
}

let count = 0;
const aCharge = (): Charge => {
	const orderId = `ord_${++count}`;
	return { id: `${orderId}/1`, orderId, amount: 9_000, method: "card", reference: null };
};

/** What the payment service relies on, whoever moves the money. */
export const providerSuite = (open: () => Promise<ProviderUnderTest>): void => {
	let bank: ProviderUnderTest;
	let charge: Charge;

	beforeEach(async () => {
		bank = await open();
		charge = aCharge();
	});

	const balance = () => bank.balance(charge.orderId);

	it("charges once, however often it is asked", async () => {
		const answers = await Promise.all([1, 2, 3].map(() => bank.provider.charge(charge, bank.tokens.ok)));

		expect(new Set(answers.map(({ answer }) => answer))).toEqual(new Set(["approved"]));
		expect(await balance()).toEqual({ charged: 9_000, refunded: 0 });
		expect(await bank.provider.lookUp(charge)).toMatchObject({ answer: "approved", reference: answers[0]!.reference });
	});

	it("declines, and takes nothing", async () => {
		expect(await bank.provider.charge(charge, bank.tokens.declined)).toMatchObject({ answer: "declined" });
		expect(await bank.provider.charge(aCharge(), "no such token")).toMatchObject({ answer: "declined" });
		expect(await bank.provider.lookUp(charge)).toMatchObject({ answer: "declined" });
		expect(await balance()).toEqual({ charged: 0, refunded: 0 });
	});

	it("finds out later what was not answered", async () => {
		expect(await bank.provider.charge(charge, bank.tokens.silent)).toMatchObject({ answer: "unknown" });
		expect(await bank.provider.lookUp(charge)).toMatchObject({ answer: "unknown" });

		await bank.wait();

		expect(await bank.provider.lookUp(charge)).toMatchObject({ answer: "approved" });
		expect(await balance()).toEqual({ charged: 9_000, refunded: 0 });
	});

	it("says that nothing was charged when it could not be reached", async () => {
		expect(await bank.provider.charge(charge, bank.tokens.down)).toMatchObject({ answer: "none" });
		expect(await balance()).toEqual({ charged: 0, refunded: 0 });
	});

	it("never charges what was asked about before it came", async () => {
		expect(await bank.provider.lookUp(charge)).toMatchObject({ answer: "none" });

		expect(await bank.provider.charge(charge, bank.tokens.ok)).toMatchObject({ answer: "none" });
		expect(await bank.provider.lookUp(charge)).toMatchObject({ answer: "none" });
		expect(await balance()).toEqual({ charged: 0, refunded: 0 });
	});

	it("agrees with itself when charge and question come at once", async () => {
		const [charged, found] = await Promise.all([bank.provider.charge(charge, bank.tokens.ok), bank.provider.lookUp(charge)]);

		expect(found.answer).toBe(charged.answer);
		expect((await balance()).charged).toBe(found.answer === "approved" ? 9_000 : 0);
	});

	it("gives back once, however often it is asked", async () => {
		const { reference } = await bank.provider.charge(charge, bank.tokens.ok);

		const refunds = await Promise.all([1, 2, 3].map(() => bank.provider.refund({ ...charge, reference })));

		expect(refunds.map(({ answer }) => answer)).toEqual(["refunded", "refunded", "refunded"]);
		expect(await balance()).toEqual({ charged: 9_000, refunded: 9_000 });
	});

	it("gives back nothing that it has not taken", async () => {
		await bank.provider.charge(charge, bank.tokens.declined);

		await expect(bank.provider.refund(charge)).rejects.toThrow();
		await expect(bank.provider.refund(aCharge())).rejects.toThrow();
		expect(await balance()).toEqual({ charged: 0, refunded: 0 });
	});
};
