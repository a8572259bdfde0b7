import { eventually } from "../../test/support/eventually.ts";
import { AccountNode, type Answer, newcomer, OPERATOR, refused } from "../../test/support/nodes/account-node.ts";

const node = new AccountNode();
let operator: Awaited<ReturnType<AccountNode["signIn"]>>;

beforeAll(async () => {
	await node.start();
	operator = await node.signIn(OPERATOR);
});
afterAll(() => node.stop());

const hire = async (roles = ["staff"], storeId: string | undefined = "gangnam") => {
	const person = newcomer();
	const { id } = await node.call("register", { ...person, roles, ...(storeId ? { storeId } : undefined) }, operator);
	return { id, person, me: await node.signIn(person) };
};

describe("a dismissed barista", () => {
	it("cannot sign in, and every session ends at once", async () => {
		const { id, me, person } = await hire();
		const elsewhere = await node.signIn(person);

		const suspended = await node.call("suspend", { accountId: id, reason: "dismissed" }, operator);

		expect(suspended).toMatchObject({
			status: "suspended",
			history: [{ act: "suspended", by: operator.caller.accountId, reason: "dismissed" }],
		});
		expect(node.revoked).toEqual(expect.arrayContaining([me.caller.session.jti, elsewhere.caller.session.jti]));
		await expect(node.signIn(person)).rejects.toEqual(refused("account_suspended", 403));
		await expect(node.signIn({ ...person, password: "guess" })).rejects.toEqual(refused("bad_credentials", 401));
		await expect(node.call("change", { name: "again" }, me)).rejects.toEqual(refused("unauthorized", 401));
		await expect(node.register(person)).rejects.toEqual(refused("phone_taken", 409));
		expect((await node.published(id, 2)).at(-1)).toMatchObject({ type: "account.suspended", data: { id, suspended: true } });
	});

	it("has the sessions ended later if the process was killed halfway", async () => {
		const { id, me } = await hire();
		const service = node.broker.getLocalService("account") as Answer;

		await service.send(id, { type: "suspend", reason: "dismissed", by: "acc_operator" });

		await eventually(() => expect(node.revoked).toContain(me.caller.session.jti));
		await eventually(async () => expect((await service.documents.load(id)).state.ending).toBeUndefined());
	});

	it("fails a concurrent sign-in", async () => {
		const { id, person } = await hire();
		const signingIn = node.call("signIn", { phone: person.phone, password: person.password });

		const [outcome] = await Promise.allSettled([signingIn, node.call("suspend", { accountId: id, reason: "dismissed" }, operator)]);

		expect(outcome).toMatchObject({ status: "rejected" });
	});

	it("can be reinstated", async () => {
		const { id, person } = await hire();
		await node.call("suspend", { accountId: id, reason: "a mistake" }, operator);

		const reinstated = await node.call("reinstate", { accountId: id }, operator);

		expect(reinstated).toMatchObject({ status: "active", history: [{ act: "reinstated" }, { act: "suspended" }] });
		await expect(node.signIn(person)).resolves.toMatchObject({ caller: { accountId: id, storeId: "gangnam" } });
	});
});

describe("roles", () => {
	it("hold from the next sign-in, which is required", async () => {
		const { id, me, person } = await hire();

		const changed = await node.call("assign", { accountId: id, roles: ["rider"] }, operator);

		expect(changed).toMatchObject({ roles: ["rider"], storeId: null, history: [{ act: "roles_changed", reason: "staff → rider" }] });
		expect(node.revoked).toContain(me.caller.session.jti);
		await expect(node.signIn(person)).resolves.toMatchObject({ caller: { roles: ["rider"] } });
	});

	it("require an existing store for staff", async () => {
		const { id } = await hire();

		const assign = (change: object) => node.call("assign", { accountId: id, ...change }, operator);

		await expect(assign({ roles: ["staff"], storeId: "nowhere" })).rejects.toEqual(refused("unknown_store", 422));
		await expect(assign({ roles: ["staff"] })).rejects.toEqual(refused("invalid", 422));
		await expect(assign({ roles: [] })).rejects.toEqual(refused("VALIDATION_ERROR", 422));
	});
});

describe("an operator", () => {
	it("finds accounts by phone, role and store", async () => {
		const { id, person } = await hire();
		const ids = async (query: object) =>
			(await node.call("list", { limit: 100, ...query }, operator)).items.map((found: Answer) => found.id);

		expect(await ids({ phone: person.phone })).toEqual([id]);
		expect(await ids({ role: "staff" })).toEqual(expect.arrayContaining([id, "acc_demo_gangnam", "acc_demo_hongdae"]));
		expect(await ids({ storeId: "gangnam" })).toEqual(expect.arrayContaining([id, "acc_demo_gangnam"]));
		expect(await ids({ storeId: "gangnam", role: "rider" })).toEqual([]);
		expect(await ids({})).toContain(operator.caller.accountId);
		expect(await node.call("find", { accountId: id }, operator)).toMatchObject({ id, phone: person.phone, status: "active", history: [] });
	});

	it("ends all sessions of an account", async () => {
		const { id, me, person } = await hire(["customer"], "");

		await node.call("endSessions", { accountId: id }, operator);

		expect(node.revoked).toContain(me.caller.session.jti);
		await expect(node.signIn(person)).resolves.toBeDefined();
	});

	it("cannot lock themselves out", async () => {
		const accountId = operator.caller.accountId;

		await expect(node.call("suspend", { accountId, reason: "oops" }, operator)).rejects.toEqual(refused("own_account", 409));
		await expect(node.call("assign", { accountId, roles: ["customer"] }, operator)).rejects.toEqual(refused("own_account", 409));
	});

	it("cannot manage an account that is unknown or erased", async () => {
		const { id, me } = await hire();
		await node.call("erase", {}, me);

		const suspend = (accountId: string) => node.call("suspend", { accountId, reason: "late" }, operator);

		await expect(suspend(id)).rejects.toEqual(refused("account_erased", 409));
		await expect(suspend("acc_unknown")).rejects.toEqual(refused("not_found", 404));
	});

	it.each(["list", "find", "assign", "suspend", "reinstate", "endSessions"])("alone may call %s", async (action) => {
		const { me } = await hire();

		await expect(node.call(action, {}, me)).rejects.toEqual(refused("forbidden", 403));
	});
});
