import { jest } from "@jest/globals";
import { Unauthorized } from "../../../lib/domain/refusal.ts";
import { type Verification, withTokenCache } from "./token-cache.ts";

const MINUTE = 60_000;
const START = 1_000_000;

/** A cached verifier, and the tokens that it actually verified. */
const tokenCache = (validUntil = Number.POSITIVE_INFINITY) => {
	const verified: string[] = [];
	const verify = withTokenCache(async (token): Promise<Verification> => {
		verified.push(token);
		if (token === "bad") throw new Unauthorized();
		return { caller: { accountId: token, roles: ["customer"], session: { jti: token, expiresAt: validUntil } }, validUntil };
	});
	return { verified, verify };
};

beforeEach(() => {
	jest.useFakeTimers({ now: START, doNotFake: ["nextTick", "queueMicrotask", "setImmediate"] });
});
afterEach(() => {
	jest.useRealTimers();
});

describe("a valid token", () => {
	it("is cached for a minute", async () => {
		const { verified, verify } = tokenCache();

		await verify("a");
		jest.setSystemTime(START + MINUTE - 1);
		expect(await verify("a")).toMatchObject({ accountId: "a" });
		expect(verified).toEqual(["a"]);

		jest.setSystemTime(START + MINUTE);
		await verify("a");
		expect(verified).toEqual(["a", "a"]);
	});

	it("is not cached beyond its verification's validity", async () => {
		const { verified, verify } = tokenCache(START + 10);

		await verify("a");
		jest.setSystemTime(START + 10);
		await verify("a");

		expect(verified).toEqual(["a", "a"]);
	});

	it("is cached separately from other tokens", async () => {
		const { verified, verify } = tokenCache();

		expect([await verify("a"), await verify("b")]).toMatchObject([{ accountId: "a" }, { accountId: "b" }]);
		expect(verified).toEqual(["a", "b"]);
	});

	it("is evicted after ten thousand others", async () => {
		const { verified, verify } = tokenCache();
		await verify("a");

		for (let n = 0; n < 10_000; n++) await verify(`other ${n}`);
		await verify("a");

		expect(verified).toHaveLength(10_002);
	});
});

describe("an invalid token", () => {
	it("is verified again each time", async () => {
		const { verified, verify } = tokenCache();

		for (const _ of [1, 2]) await expect(verify("bad")).rejects.toMatchObject({ type: "unauthorized" });

		expect(verified).toEqual(["bad", "bad"]);
	});
});
