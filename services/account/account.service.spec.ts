import { CONSENT } from "../../contracts/account.ts";
import { eventually } from "../../test/support/eventually.ts";
import { AccountNode, type Answer, CUSTOMER, newcomer, OPERATOR, refused } from "../../test/support/nodes/account-node.ts";

const node = new AccountNode();

beforeAll(() => node.start());
afterAll(() => node.stop());

describe("registering", () => {
	it("creates a customer and publishes neither phone nor password", async () => {
		const person = newcomer();

		const created = await node.register(person, { language: "en" });

		expect(created).toEqual({
			id: expect.stringMatching(/^acc_/),
			phone: person.phone,
			name: "윤새봄",
			language: "en",
			roles: ["customer"],
			storeId: null,
			createdAt: expect.stringMatching(/Z$/),
			version: 1,
		});
		const [message] = await node.published(created.id, 1);
		expect(message).toMatchObject({ type: "account.registered", data: { id: created.id, name: "윤새봄", erased: false } });
		expect(JSON.stringify(message)).not.toMatch(new RegExp(`${person.phone}|scrypt|horse`));
	});

	it("succeeds once per phone, even concurrently", async () => {
		const person = newcomer();

		const outcomes = await Promise.allSettled(Array.from({ length: 5 }, () => node.register(person)));

		expect(outcomes.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
		for (const outcome of outcomes) if (outcome.status === "rejected") expect(outcome.reason).toEqual(refused("phone_taken", 409));
	});

	it("answers a repeated request with the account that the first one created", async () => {
		const [person, meta] = [newcomer(), { idEnding: "0123456789abcdef0123" }];
		const created = await node.register(person, meta);

		expect(await node.register(person, meta)).toEqual(created);
		await expect(node.register(person)).rejects.toEqual(refused("phone_taken", 409));
	});

	it("answers repeated requests with one account, also at the same time", async () => {
		const [person, meta] = [newcomer(), { idEnding: "0123456789abcdef0124" }];

		const body = { ...person, code: await node.code(person.phone), consent: CONSENT };
		const created = await Promise.all(Array.from({ length: 4 }, () => node.call("register", body, meta)));

		expect(created).toEqual(Array(4).fill(created[0]));
	});

	it("is completed by a second try if the first was killed before it created the account", async () => {
		const person = newcomer();
		const service = node.broker.getLocalService("account") as Answer;
		await service.phones.claim(person.phone, "acc_never_created");

		const created = await node.register(person);

		expect(created.id).toBe("acc_never_created");
		await expect(node.signIn(person)).resolves.toMatchObject({ caller: { accountId: created.id } });
	});

	it.each([
		["a short password", { password: "short" }],
		["a phone with letters", { phone: "010-abcd" }],
		["an empty name", { name: " " }],
		["an unknown field", { level: "Diamond" }],
	])("rejects %s", async (_, change) => {
		await expect(node.call("register", { ...newcomer(), ...change })).rejects.toEqual(refused("VALIDATION_ERROR", 422));
	});
});

describe("registering staff, riders and operators", () => {
	const staff = () => ({ ...newcomer(), roles: ["staff"], storeId: "gangnam" });

	it("requires an operator", async () => {
		const operator = await node.signIn(OPERATOR);
		const customer = await node.signIn(CUSTOMER);

		await expect(node.call("register", staff())).rejects.toEqual(refused("unauthorized", 401));
		await expect(node.call("register", staff(), customer)).rejects.toEqual(refused("forbidden", 403));
		await expect(node.call("register", staff(), operator)).resolves.toMatchObject({ roles: ["staff"], storeId: "gangnam" });
		await expect(node.call("register", { ...newcomer(), roles: ["rider"] }, operator)).resolves.toMatchObject({ roles: ["rider"] });
	});

	it("is denied to others before the input is validated", async () => {
		const operator = await node.signIn(OPERATOR);
		const customer = await node.signIn(CUSTOMER);
		const wrong = { phone: "x", password: "short", level: "Diamond" };

		for (const field of [{ roles: ["staff"] }, { roles: ["emperor"] }, { roles: [] }, { roles: null }, { storeId: "nowhere" }]) {
			await expect(node.call("register", { ...wrong, ...field })).rejects.toEqual(refused("unauthorized", 401));
			await expect(node.call("register", { ...wrong, ...field }, customer)).rejects.toEqual(refused("forbidden", 403));
			await expect(node.call("register", { ...wrong, ...field }, operator)).rejects.toEqual(refused("VALIDATION_ERROR", 422));
		}
	});

	it("requires an existing store for staff, and none for other roles", async () => {
		const operator = await node.signIn(OPERATOR);
		const withStore = (storeId: string | undefined, role = "staff") =>
			node.call("register", { ...newcomer(), roles: [role], ...(storeId ? { storeId } : undefined) }, operator);

		await expect(withStore("nowhere")).rejects.toEqual(refused("unknown_store", 422));
		await expect(withStore(undefined)).rejects.toEqual(refused("invalid", 422));
		await expect(withStore("gangnam", "rider")).rejects.toEqual(refused("invalid", 422));
	});
});

describe("the caller's own account", () => {
	it("can be read and changed", async () => {
		const person = newcomer();
		const { id } = await node.register(person);
		const me = await node.signIn(person);

		expect(await node.call("change", { name: "윤가을", language: "en" }, me)).toMatchObject({ name: "윤가을", language: "en", version: 2 });
		expect(await node.call("get", {}, me)).toMatchObject({ id, name: "윤가을", version: 2 });
		await expect(node.call("change", { name: "late" }, { ...me, ifMatch: 1 })).rejects.toEqual(refused("stale", 412));
		const [, changed] = await node.published(id, 2);
		expect(changed).toMatchObject({ type: "account.changed", data: { name: "윤가을", language: "en" } });
	});

	it("requires the current password to change it, and ends the other sessions", async () => {
		const person = newcomer();
		await node.register(person);
		const here = await node.signIn(person);
		const elsewhere = await node.signIn(person);
		const password = "battery staple";

		await expect(node.call("change", { password }, here)).rejects.toEqual(refused("invalid", 422));
		await expect(node.call("change", { password, currentPassword: "guess" }, here)).rejects.toEqual(refused("wrong_password", 422));
		await node.call("change", { password, currentPassword: person.password }, here);

		await expect(node.signIn(person)).rejects.toEqual(refused("bad_credentials", 401));
		await expect(node.signIn({ ...person, password })).resolves.toBeDefined();
		expect(node.revoked).toContain(elsewhere.caller.session.jti);
		expect(node.revoked).not.toContain(here.caller.session.jti);
	});
});

describe("erasing", () => {
	const registered = async () => {
		const person = newcomer();
		const { id } = await node.register(person);
		const me = await node.signIn(person);
		return { id, me, person };
	};

	it("ends the sessions and leaves no personal data in storage", async () => {
		const { id, me, person } = await registered();

		await node.call("erase", {}, me);

		expect(node.revoked).toContain(me.caller.session.jti);
		await expect(node.signIn(person)).rejects.toEqual(refused("bad_credentials", 401));
		await expect(node.call("change", { name: "again" }, me)).rejects.toEqual(refused("unauthorized", 401));
		const messages = await node.published(id, 2);
		expect(messages.at(-1)).toMatchObject({ type: "account.erased", data: { id, name: null, erased: true } });
		const service = node.broker.getLocalService("account") as Answer;
		expect((await service.documents.load(id)).state).toMatchObject({ phone: null, name: null, passwordHash: null });
		expect(await (await service.adapter.table({ name: "account_phones" })).get(person.phone)).toBeUndefined();
	});

	it("fails a concurrent sign-in", async () => {
		const { me, person } = await registered();
		const signingIn = node.call("signIn", { phone: person.phone, password: person.password });

		const [outcome] = await Promise.allSettled([signingIn, node.call("erase", {}, me)]);

		expect(outcome).toMatchObject({ status: "rejected", reason: refused("bad_credentials", 401) });
	});

	it("frees the phone for a new account", async () => {
		const { id, me, person } = await registered();
		await node.call("erase", {}, me);

		const again = await node.register(person);

		expect(again.id).not.toBe(id);
		await expect(node.signIn(person)).resolves.toMatchObject({ caller: { accountId: again.id } });
	});

	it("is completed later if it was killed halfway, and keeps the phone's next owner", async () => {
		const { id, me, person } = await registered();
		const service = node.broker.getLocalService("account") as Answer;
		await service.send(id, { type: "erase" });
		const next = await node.register(person);

		await eventually(async () => expect((await service.documents.load(id)).state.phone).toBeNull());

		expect(node.revoked).toContain(me.caller.session.jti);
		await expect(node.register(person)).rejects.toEqual(refused("phone_taken", 409));
		await expect(node.signIn(person)).resolves.toMatchObject({ caller: { accountId: next.id } });
	});
});
