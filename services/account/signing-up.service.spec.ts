import { CONSENT } from "../../contracts/account.ts";
import { AccountNode, type Answer, newcomer, OPERATOR, refused } from "../../test/support/nodes/account-node.ts";
import { CODES, type SentCode } from "./codes.ts";
import { hashPassword, isOutdated, isPasswordOf } from "./passwords.ts";

const node = new AccountNode();

beforeAll(() => node.start());
afterAll(() => node.stop());
afterEach(() => {
	Date.now = realNow;
	node.isSmsBroken = false;
});

const service = (): Answer => node.broker.getLocalService("account");
const signUp = (person: object, change: object = {}) => node.call("register", { ...person, consent: CONSENT, ...change });
const realNow = Date.now;
const later = (ms: number) => {
	Date.now = () => realNow() + ms;
};
const other = (code: string) => (code === "000000" ? "111111" : "000000");

describe("signing up", () => {
	it("requires a code that was sent to the phone", async () => {
		const person = newcomer();

		await expect(signUp(person)).rejects.toEqual(refused("invalid", 422));
		await expect(signUp(person, { code: "123456" })).rejects.toEqual(refused("wrong_code", 422));
		const { code, expiresAt } = await node.call("sendCode", { phone: person.phone, purpose: "sign_up" });
		expect(node.sms.at(-1)).toMatchObject({ phone: person.phone, topic: "sign_up", code });
		expect(Date.parse(expiresAt) - Date.now()).toBeGreaterThan(290_000);
		await expect(signUp(person, { code })).resolves.toMatchObject({ phone: person.phone });
	});

	it("requires consent to the terms in force, which is stored with its time", async () => {
		const person = newcomer();
		const code = await node.code(person.phone);

		await expect(signUp(person, { code, consent: undefined })).rejects.toEqual(refused("invalid", 422));
		const old = { ...CONSENT, terms: "2020-01-01" };
		await expect(signUp(person, { code, consent: old })).rejects.toEqual(refused("VALIDATION_ERROR", 422));
		const { id } = await signUp(person, { code });

		expect((await service().documents.load(id)).state.consent).toEqual({ ...CONSENT, at: expect.any(Number) });
	});

	it("refuses a taken phone before it hashes the password, and only to its holder", async () => {
		const person = newcomer();
		await node.register(person);

		await expect(signUp(person, { code: "123456" })).rejects.toEqual(refused("wrong_code", 422));
		await expect(node.register(person)).rejects.toEqual(refused("phone_taken", 409));
	});
});

describe("a code", () => {
	it("is valid for one use, one phone and one purpose", async () => {
		const [person, stranger] = [newcomer(), newcomer()];
		const code = await node.code(person.phone);

		await expect(signUp(stranger, { code })).rejects.toEqual(refused("wrong_code", 422));
		const reset = { phone: person.phone, code, password: "battery staple" };
		await expect(node.call("resetPassword", reset)).rejects.toEqual(refused("wrong_code", 422));
		await signUp(person, { code });
		await expect(signUp(person, { code })).rejects.toEqual(refused("wrong_code", 422));
	});

	it("bears five tries", async () => {
		const person = newcomer();
		const code = await node.code(person.phone);
		const triesLeft: unknown[] = [];

		for (let tries = 0; tries < 6; tries++)
			triesLeft.push((await signUp(person, { code: other(code) }).catch((error: Answer) => error)).data.triesLeft);

		expect(triesLeft).toEqual([4, 3, 2, 1, 0, 0]);
		await expect(signUp(person, { code })).rejects.toEqual(refused("wrong_code", 422));
		await expect(node.register(person)).resolves.toBeDefined();
	});

	it("expires", async () => {
		const person = newcomer();
		const code = await node.code(person.phone);

		later(300_000);

		await expect(signUp(person, { code })).rejects.toEqual(refused("wrong_code", 422));
	});

	it("is replaced by the next one, and sent five times an hour", async () => {
		const person = newcomer();
		const codes: string[] = [];
		for (let sent = 0; sent < 5; sent++) codes.push(await node.code(person.phone));

		await expect(node.code(person.phone)).rejects.toMatchObject({
			type: "too_many_codes",
			code: 429,
			data: { retryAfter: expect.any(Number) },
		});
		await expect(node.code(person.phone, "password")).resolves.toBeDefined();
		const [first] = codes;
		if (first !== codes.at(-1)) await expect(signUp(person, { code: first })).rejects.toEqual(refused("wrong_code", 422));
		await expect(signUp(person, { code: codes.at(-1) })).resolves.toBeDefined();
		later(3_600_001);
		await expect(node.code(person.phone)).resolves.toBeDefined();
	});

	it("is stored neither in clear nor with its phone", async () => {
		const { phone } = newcomer();
		const code = await node.code(phone);

		const rows = await (await service().adapter.table(CODES)).scan({ limit: 1_000 });

		expect(JSON.stringify(rows)).not.toContain(phone);
		for (const { value } of rows as { value: SentCode }[])
			expect(JSON.stringify({ ...value, sentAt: 0, expiresAt: 0 })).not.toContain(code);
	});

	it("that cannot be sent is a problem", async () => {
		node.isSmsBroken = true;

		await expect(node.code(newcomer().phone)).rejects.toEqual(refused("sms_not_sent", 503));
	});
});

describe("a forgotten password", () => {
	const reset = async (phone: string, password: string) =>
		node.call("resetPassword", { phone, code: await node.code(phone, "password"), password });

	it("is replaced with a code, and all sessions end", async () => {
		const person = newcomer();
		await node.register(person);
		const [here, there] = [await node.signIn(person), await node.signIn(person)];

		await reset(person.phone, "battery staple");

		expect(node.revoked).toEqual(expect.arrayContaining([here.caller.session.jti, there.caller.session.jti]));
		await expect(node.signIn(person)).rejects.toEqual(refused("bad_credentials", 401));
		await expect(node.signIn({ ...person, password: "battery staple" })).resolves.toBeDefined();
	});

	it("does not reveal who has an account, except to the phone's holder", async () => {
		const [person, stranger] = [newcomer(), newcomer()];
		await node.register(person);
		const request = ({ phone }: { phone: string }) => node.call("sendCode", { phone, purpose: "password" });

		expect(Object.keys(await request(person))).toEqual(Object.keys(await request(stranger)));
		const guess = { phone: stranger.phone, code: "123456", password: "battery staple" };
		await expect(node.call("resetPassword", guess)).rejects.toEqual(refused("wrong_code", 422));
		await expect(reset(stranger.phone, "battery staple")).rejects.toEqual(refused("no_account", 422));
	});

	it("does not lift a suspension", async () => {
		const person = newcomer();
		const { id } = await node.register(person);
		await node.call("suspend", { accountId: id, reason: "fraud" }, await node.signIn(OPERATOR));

		await expect(reset(person.phone, "battery staple")).rejects.toEqual(refused("account_suspended", 403));
	});

	it("of an invited person is set the first time", async () => {
		const operator = await node.signIn(OPERATOR);
		const { phone, name } = newcomer();

		const invited = await node.call("register", { phone, name, roles: ["staff"], storeId: "gangnam" }, operator);

		expect(invited).toMatchObject({ roles: ["staff"], storeId: "gangnam" });
		expect(node.sms.at(-1)).toMatchObject({ phone, topic: "invitation" });
		await expect(node.signIn({ phone, password: "" })).rejects.toEqual(refused("bad_credentials", 401));
		await reset(phone, "correct horse");
		await expect(node.signIn({ phone, password: "correct horse" })).resolves.toMatchObject({ caller: { roles: ["staff"] } });
	});

	it("can be set by an invited person whom the SMS did not reach", async () => {
		const { phone, name } = newcomer();
		node.isSmsBroken = true;

		await node.call("register", { phone, name, roles: ["rider"] }, await node.signIn(OPERATOR));

		node.isSmsBroken = false;
		await reset(phone, "correct horse");
		await expect(node.signIn({ phone, password: "correct horse" })).resolves.toMatchObject({ caller: { roles: ["rider"] } });
	});
});

describe("the cost of a password", () => {
	it("is raised at the next sign-in", async () => {
		const person = newcomer();
		const { id } = await node.register(person);
		const cheap = (await hashPassword(person.password)).replace(/^scrypt:\d+/, "scrypt:1024");
		const [, , , salt] = cheap.split(":");
		const { scryptSync } = await import("node:crypto");
		const key = scryptSync(person.password, Buffer.from(salt!, "base64url"), 32, { N: 1024, r: 8, p: 1 }).toString("base64url");
		const ofOldVersion = `scrypt:1024:${salt}:${key}`;
		await service().send(id, { type: "resetPassword", to: ofOldVersion });

		expect(isOutdated(ofOldVersion)).toBe(true);
		await node.signIn(person);

		const { passwordHash } = (await service().documents.load(id)).state;
		expect(passwordHash).toMatch(/^scrypt:32768:1:/);
		expect(isOutdated(passwordHash)).toBe(false);
		await expect(node.signIn(person)).resolves.toBeDefined();
	});

	it("is part of the hash", async () => {
		const hash = await hashPassword("correct horse", 2);

		expect(hash).toMatch(/^scrypt:32768:2:/);
		expect(await isPasswordOf(hash, "correct horse")).toBe(true);
		expect(await isPasswordOf(hash.replace(":2:", ":1:"), "correct horse")).toBe(false);
	});
});
