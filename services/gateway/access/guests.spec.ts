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
const provider = { isNamedBy: () => true, verify: async () => MINA };

let nodes = 0;
const newBroker = () => new ServiceBroker({ nodeID: `node-${++nodes}`, transporter: "Fake", logger: false });

/** A gateway's node, and an account service on another that answers as told. */
const judgeWith = async (meet?: (params: object) => unknown) => {
	const [here, there] = [newBroker(), newBroker()];
	if (meet) there.createService({ name: "account", actions: { meet: (ctx) => meet(ctx.params) } });
	await Promise.all([here.start(), there.start()]);
	if (meet) await here.waitForServices("account");
	const verdict = guests(provider, here)("token");
	return { verdict, end: () => verdict.catch(() => undefined).then(() => Promise.all([here.stop(), there.stop()])) };
};

describe("a guest", () => {
	it("is made known as the provider says", async () => {
		const heard: object[] = [];

		const { end, verdict } = await judgeWith((params) => void heard.push(params));

		expect(await verdict).toEqual({ caller: MINA.caller, until: EXPIRES_AT });
		expect(heard).toEqual([{ id: "acc_ext_1", name: "윤미나", language: "en", roles: ["staff"], storeId: "gangnam", issuedAt: 7 }]);
		await end();
	});

	it.each<[string, (() => unknown) | undefined]>([
		["is not there", undefined],
		["fails", () => Promise.reject(new Error("no store"))],
		["hangs", () => sleep(TEST_LIMIT_MS, undefined, { ref: false })],
	])("is served while the account service %s, and made known with the next request", async (_, meet) => {
		const { end, verdict } = await judgeWith(meet);

		expect(await verdict).toEqual({ caller: MINA.caller, until: 0 });
		await end();
	});

	it("is turned away when erased after the token was made", async () => {
		const { end, verdict } = await judgeWith(() => Promise.reject(new Unauthorized("Account acc_ext_1 was erased.")));

		await expect(verdict).rejects.toMatchObject({ type: "unauthorized", code: 401 });
		await end();
	});
});
