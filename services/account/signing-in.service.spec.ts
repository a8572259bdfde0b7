import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { verifyToken } from "../../lib/auth/tokens.ts";
import { eventually } from "../../test/support/eventually.ts";
import {
	AccountNode,
	type Credentials,
	CUSTOMER,
	FOLDER,
	gateway,
	newBroker,
	newcomer,
	OPERATOR,
	refused,
} from "../../test/support/nodes/account-node.ts";

const node = new AccountNode();

beforeAll(() => node.start());
afterAll(() => node.stop());

describe("signing in", () => {
	it("returns a token with the account's id, roles and store", async () => {
		const { token, expiresAt, account } = await node.call("signIn", { phone: "01000000002", password: "demo-1234" });

		expect(await verifyToken(token)).toMatchObject({ accountId: "acc_demo_gangnam", roles: ["staff"], storeId: "gangnam" });
		expect(Date.parse(expiresAt) - Date.now()).toBeGreaterThan(11.9 * 3_600_000);
		expect(account).toMatchObject({ id: "acc_demo_gangnam", roles: ["staff"], storeId: "gangnam" });
		expect(JSON.stringify(account)).not.toContain("scrypt");
	});

	it("refuses a wrong password and an unknown phone with the same answer and timing", async () => {
		const attempt = async (credentials: Credentials) => {
			const startedAt = performance.now();
			const error = await node.call("signIn", credentials).catch((error) => error);
			return {
				answer: { type: error.type, code: error.code, message: error.message, data: error.data },
				took: performance.now() - startedAt,
			};
		};

		const fastestOfThree = async (credentials: Credentials) => {
			const attempts = [await attempt(credentials), await attempt(credentials), await attempt(credentials)];
			return attempts.reduce((one, other) => (other.took < one.took ? other : one));
		};

		const wrong = await fastestOfThree({ ...CUSTOMER, password: "guess" });
		const unknown = await fastestOfThree({ ...CUSTOMER, phone: "01055555555" });

		expect(wrong.answer).toMatchObject({ type: "bad_credentials", code: 401 });
		expect(unknown.answer).toEqual(wrong.answer);
		expect(unknown.took).toBeGreaterThan(wrong.took / 4);
	});

	it("accepts a password in any Unicode normalization", async () => {
		const person = { ...newcomer(), password: "비밀번호-한글".normalize("NFD") };
		await node.register(person);

		await expect(node.signIn({ ...person, password: person.password.normalize("NFC") })).resolves.toBeDefined();
	});
});

describe("signing out", () => {
	it("ends this session only, also after a restart", async () => {
		const here = await node.signIn(CUSTOMER);
		const elsewhere = await node.signIn(CUSTOMER);

		await node.call("signOut", {}, here);

		expect(node.revoked).toContain(here.caller.session.jti);
		await node.restart();
		await eventually(() => expect(node.revoked).toContain(here.caller.session.jti));
		expect(node.revoked).not.toContain(elsewhere.caller.session.jti);
	});

	it("is announced to the gateway of a node that joins later", async () => {
		const { caller } = await node.signIn(CUSTOMER);
		await node.call("signOut", {}, { caller });
		const revoked: string[] = [];
		const other = newBroker("other");
		other.createService(gateway(revoked));

		await other.start();

		await eventually(() => expect(revoked).toContain(caller.session.jti));
		await other.stop();
	});
});

describe("one's own sessions", () => {
	const signedIn = async () => {
		const person = newcomer();
		await node.register(person);
		const sessions: Awaited<ReturnType<AccountNode["signIn"]>>[] = [];
		for (const device of ["Chrome, Android", undefined, "Safari, Mac"]) sessions.push(await node.signIn(person, device));
		return sessions as [(typeof sessions)[0], (typeof sessions)[0], (typeof sessions)[0]];
	};
	const jti = ({ caller }: Awaited<ReturnType<AccountNode["signIn"]>>) => caller.session.jti;
	const listed = async (me: Awaited<ReturnType<AccountNode["signIn"]>>) => (await node.call("sessions", {}, me)).items;

	it("are listed with their device, and the current one is marked", async () => {
		const [first, second, third] = await signedIn();

		const items = await listed(second);

		expect(items).toEqual(
			[
				{ id: jti(third), device: "Safari, Mac", current: false },
				{ id: jti(second), device: null, current: true },
				{ id: jti(first), device: "Chrome, Android", current: false },
			].map((session) => expect.objectContaining(session)),
		);
	});

	it("can be ended one by one", async () => {
		const [first, second, third] = await signedIn();

		await node.call("endSession", { sessionId: jti(first) }, second);

		expect(node.revoked).toContain(jti(first));
		expect((await listed(second)).map(({ id }: { id: string }) => id)).toEqual([jti(third), jti(second)]);
	});

	it("can be ended all but this one", async () => {
		const [first, second, third] = await signedIn();

		await node.call("endOtherSessions", {}, second);

		expect(node.revoked).toEqual(expect.arrayContaining([jti(first), jti(third)]));
		expect(node.revoked).not.toContain(jti(second));
		expect(await listed(second)).toHaveLength(1);
	});

	it("are not those of others", async () => {
		const [[mine], [other]] = [await signedIn(), await signedIn()];

		await expect(node.call("endSession", { sessionId: jti(other) }, mine)).rejects.toEqual(refused("not_found", 404));
		await expect(node.call("endSession", { sessionId: "ses_unknown" }, mine)).rejects.toEqual(refused("not_found", 404));
		expect(node.revoked).not.toContain(jti(other));
	});

	it("are seen when they are used, to some ten minutes", async () => {
		const [first] = await signedIn();
		const seen = (at: number) => node.broker.emit("session.seen", { jti: jti(first), at });
		const last = async () => Date.parse((await listed(first)).find(({ current }: { current: boolean }) => current).lastSeenAt);
		const openedAt = await last();

		await seen(openedAt + 60_000);
		await seen(openedAt + 900_000);
		await seen(openedAt + 960_000);

		await eventually(async () => expect(await last()).toBe(openedAt + 900_000));
	});
});

describe("after a restart", () => {
	it("neither restores erased accounts nor creates any twice", async () => {
		const rider = await node.signIn({ phone: "01000000003", password: "demo-1234" });
		await node.call("erase", {}, rider);

		await node.restart();

		await expect(node.signIn({ phone: "01000000003", password: "demo-1234" })).rejects.toEqual(refused("bad_credentials", 401));
		await expect(node.signIn(OPERATOR)).resolves.toBeDefined();
		expect(node.received.filter(({ type }) => type === "account.registered")).toEqual([]);
	});

	it("stores no password in plain text", async () => {
		await node.register(newcomer());

		const stored = Buffer.concat(
			await Promise.all(["account.db", "account.db-wal"].map((file) => readFile(join(FOLDER, file)).catch(() => Buffer.alloc(0)))),
		);

		expect(stored.includes("scrypt:")).toBe(true);
		expect(stored.includes("demo-1234")).toBe(false);
		expect(stored.includes("correct horse")).toBe(false);
	});
});
