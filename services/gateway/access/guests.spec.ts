import { setTimeout as sleep } from "node:timers/promises";
import { ServiceBroker } from "moleculer";
import type { Guest } from "../../../lib/auth/oidc.ts";
import { Unauthorized } from "../../../lib/domain/refusal.ts";
import { TEST_LIMIT_MS } from "../../../test/support/patience.ts";
import { guests } from "./guests.ts";

const EXPIRES_AT = 1_800_000_000_000;
const MINA: Guest = {
	caller: { accountId: "acc_ext_1", roles: ["staff"], storeId: "gangnam", session: { jti: "ses_1", expiresAt: EXPIRES_AT } },
	name: "윤미나",
	language: "en",
	issuedAt: 7,
};
const provider = { isIssuerOf: () => true, verify: async () => MINA };

let nodes = 0;
const newBroker = () => new ServiceBroker({ nodeID: `node-${++nodes}`, transporter: "Fake", logger: false });

/** Verifies a token on one node; `meet` is the account service on another. */
const verifyWith = async (meet?: (params: object) => unknown) => {
	const [here, there] = [newBroker(), newBroker()];
	if (meet) there.createService({ name: "account", actions: { meet: (ctx) => meet(ctx.params) } });
	await Promise.all([here.start(), there.start()]);
	if (meet) await here.waitForServices("account");
	const verification = guests(provider, here)("token");
	return { verification, end: () => verification.catch(() => undefined).then(() => Promise.all([here.stop(), there.stop()])) };
};

describe("a guest", () => {
	it("is registered with the provider's data", async () => {
		const registered: object[] = [];

		const { end, verification } = await verifyWith((params) => void registered.push(params));

		expect(await verification).toEqual({ caller: MINA.caller, validUntil: EXPIRES_AT });
		expect(registered).toEqual([{ id: "acc_ext_1", name: "윤미나", language: "en", roles: ["staff"], storeId: "gangnam", issuedAt: 7 }]);
		await end();
	});

	it.each<[string, (() => unknown) | undefined]>([
		["is not running", undefined],
		["fails", () => Promise.reject(new Error("storage unavailable"))],
		["hangs", () => sleep(TEST_LIMIT_MS, undefined, { ref: false })],
	])("is served while the account service %s, and registered with the next request", async (_, meet) => {
		const { end, verification } = await verifyWith(meet);

		expect(await verification).toEqual({ caller: MINA.caller, validUntil: 0 });
		await end();
	});

	it("is rejected if the account was erased after the token was issued", async () => {
		const { end, verification } = await verifyWith(() => Promise.reject(new Unauthorized("Account acc_ext_1 was erased.")));

		await expect(verification).rejects.toMatchObject({ type: "unauthorized", code: 401 });
		await end();
	});
});
