import { jest } from "@jest/globals";
import { signToken, verifyToken } from "./tokens.ts";

const claims = { sub: "acc_1", roles: ["staff" as const], storeId: "gangnam", jti: "ses_1" };
const atSecond = () => Math.floor(Date.now() / 1000) * 1000;

describe("a token", () => {
	it("identifies the caller it was issued to", async () => {
		const expiresAt = atSecond() + 60_000;
		const token = await signToken(claims, expiresAt);
		const caller = { accountId: "acc_1", roles: ["staff"], storeId: "gangnam", session: { jti: "ses_1", expiresAt } };

		expect(await verifyToken(token)).toEqual(caller);
	});

	it("expires on time", async () => {
		const expiresAt = atSecond() + 30_000;
		const token = await signToken(claims, expiresAt);
		jest.useFakeTimers({ now: expiresAt + 1, doNotFake: ["nextTick", "queueMicrotask", "setImmediate"] });

		await expect(verifyToken(token)).rejects.toMatchObject({ type: "unauthorized", code: 401 });
		jest.useRealTimers();
	});

	it("is rejected if its payload was changed", async () => {
		const token = await signToken(claims, Date.now() + 60_000);
		const [head, , signature] = token.split(".");
		const body = Buffer.from(JSON.stringify({ ...claims, roles: ["operator"], exp: 9_999_999_999 })).toString("base64url");

		await expect(verifyToken(`${head}.${body}.${signature}`)).rejects.toMatchObject({ type: "unauthorized" });
	});
});
