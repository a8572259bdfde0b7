import type { Role } from "../../lib/auth/caller.ts";
import { newId } from "../../lib/domain/ids.ts";
import { AccountNode, OPERATOR, refused } from "../../test/support/nodes/account-node.ts";

const node = new AccountNode();

beforeAll(() => node.start());
afterAll(() => node.stop());

describe("a user signed in by an identity provider", () => {
	let guests = 0;
	const introduction = (changed: object = {}) => ({
		id: `acc_ext_${++guests}`,
		name: "윤미나",
		language: "en",
		roles: ["customer"],
		storeId: null,
		issuedAt: Date.now() - 60_000,
		...changed,
	});
	const meet = (guest: object) => node.broker.call("account.meet" as never, guest as never);
	const session = () => ({ jti: newId("ses"), expiresAt: Date.now() + 300_000 });
	const as = (accountId: string, roles: Role[] = ["customer"]) => ({ caller: { accountId, roles, session: session() } });

	it("gets an account that is published once", async () => {
		const guest = introduction();

		await Promise.all([meet(guest), meet(guest), meet({ ...guest, issuedAt: Date.now() })]);

		const me = await node.call("get", {}, as(guest.id));
		expect(me).toMatchObject({ id: guest.id, name: "윤미나", language: "en", phone: null, roles: ["customer"], version: 1 });
		expect(await node.published(guest.id, 1)).toMatchObject([{ type: "account.registered", data: { id: guest.id, name: "윤미나" } }]);
	});

	it("can change the name, and has no password to change", async () => {
		const guest = introduction();
		await meet(guest);

		expect(await node.call("change", { name: "미나" }, as(guest.id))).toMatchObject({ name: "미나" });
		await meet(guest);
		expect(await node.call("get", {}, as(guest.id))).toMatchObject({ name: "미나", version: 2 });
		const passwords = { password: "battery staple", currentPassword: "guess" };
		await expect(node.call("change", passwords, as(guest.id))).rejects.toEqual(refused("wrong_password", 422));
	});

	it("ends the token's session by signing out", async () => {
		const guest = introduction();
		await meet(guest);
		const me = as(guest.id);

		await node.call("signOut", {}, me);

		expect(node.revoked).toContain(me.caller.session.jti);
	});

	it("is erased with the token's session, and restored only by a later token", async () => {
		const guest = introduction();
		await meet(guest);
		const me = as(guest.id);

		await node.call("erase", {}, me);

		expect(node.revoked).toContain(me.caller.session.jti);
		await expect(meet(guest)).rejects.toEqual(refused("unauthorized", 401));
		await meet({ ...guest, issuedAt: Date.now() + 1 });
		const messages = await node.published(guest.id, 3);
		expect(messages.map(({ type }) => type)).toEqual(["account.registered", "account.erased", "account.registered"]);
	});

	it("cannot be introduced by a call from outside", async () => {
		const operator = await node.signIn(OPERATOR);

		await expect(node.call("meet", introduction(), operator)).rejects.toEqual(refused("forbidden", 403));
	});
});
