import { jest } from "@jest/globals";
import { Unauthorized } from "../../../lib/domain/refusal.ts";
import { believing, type Verdict } from "./token-cache.ts";

const MINUTE = 60_000;
const START = 1_000_000;

/** Says who calls by the token, and counts how often it had to. */
const judge = (until = Number.POSITIVE_INFINITY) => {
	const judged: string[] = [];
	const verify = believing(async (token): Promise<Verdict> => {
		judged.push(token);
		if (token === "bad") throw new Unauthorized();
		return { caller: { accountId: token, roles: ["customer"], session: { jti: token, expiresAt: until } }, until };
	});
	return { judged, verify };
};

beforeEach(() => {
	jest.useFakeTimers({ now: START, doNotFake: ["nextTick", "queueMicrotask", "setImmediate"] });
});
afterEach(() => {
	jest.useRealTimers();
});

describe("a token that was found good", () => {
	it("is believed for a minute", async () => {
		const { judged, verify } = judge();

		await verify("a");
		jest.setSystemTime(START + MINUTE - 1);
		expect(await verify("a")).toMatchObject({ accountId: "a" });
		expect(judged).toEqual(["a"]);

		jest.setSystemTime(START + MINUTE);
		await verify("a");
		expect(judged).toEqual(["a", "a"]);
	});

	it("is believed no longer than it was found good for", async () => {
		const { judged, verify } = judge(START + 10);

		await verify("a");
		jest.setSystemTime(START + 10);
		await verify("a");

		expect(judged).toEqual(["a", "a"]);
	});

	it("says nothing of another", async () => {
		const { judged, verify } = judge();

		expect([await verify("a"), await verify("b")]).toMatchObject([{ accountId: "a" }, { accountId: "b" }]);
		expect(judged).toEqual(["a", "b"]);
	});

	it("makes room after ten thousand others", async () => {
		const { judged, verify } = judge();
		await verify("a");

		for (let n = 0; n < 10_000; n++) await verify(`other ${n}`);
		await verify("a");

		expect(judged).toHaveLength(10_002);
	});
});

describe("a token that was found bad", () => {
	it("is judged again each time", async () => {
		const { judged, verify } = judge();

		for (const _ of [1, 2]) await expect(verify("bad")).rejects.toMatchObject({ type: "unauthorized" });

		expect(judged).toEqual(["bad", "bad"]);
	});
});
