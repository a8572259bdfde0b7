import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ServiceBroker, type ServiceSchema } from "moleculer";
import type { Caller, Role } from "../../lib/caller.ts";
import type { MessageType } from "../../lib/catalogue.ts";
import { newId } from "../../lib/ids.ts";
import type { Message } from "../../lib/message.ts";
import type { CallMeta } from "../../mixins/guard.ts";
import { eventually } from "../../test/eventually.ts";

const folder = await mkdtemp(join(tmpdir(), "cortado-account-"));
const OPERATOR = { phone: "01099990000", password: "first-operator" };
Object.assign(process.env, {
	STORE_URL: `sqlite:${folder}/account.db`,
	LOG_LEVEL: "fatal",
	OPERATOR_PHONE: OPERATOR.phone,
	OPERATOR_PASSWORD: OPERATOR.password,
});

// Settings are read at first use: what is above has to come first.
const { brokerOptions } = await import("../../moleculer.config.ts");
const { default: account } = await import("./account.service.ts");
const { verifyToken } = await import("../../lib/tokens.ts");

const CUSTOMER = { phone: "01000000001", password: "demo-1234" };
const TYPES: MessageType[] = ["account.registered", "account.changed", "account.erased"];

const store: ServiceSchema = {
	name: "store",
	actions: {
		settings: { guard: "internal", handler: (ctx: { params: { storeId: string } }) => (ctx.params.storeId === "gangnam" ? {} : null) },
	},
};

const gateway = (revoked: string[]): ServiceSchema => ({
	name: "gateway",
	events: { "session.revoked": (ctx: { params: { jti: string } }) => void revoked.push(ctx.params.jti) },
});

/** Hears what the account service says, as other services would. */
const listener = (heard: Message[]): ServiceSchema => ({
	name: "listener",
	started() {
		return this.broker.bus.subscribe({
			group: "listener",
			types: TYPES,
			handler: async (message: Message) => void heard.push(message),
			bury: async () => undefined,
		});
	},
});

// biome-ignore lint/suspicious/noExplicitAny: tests look into answers freely
type Answer = any;
interface Credentials {
	phone: string;
	password: string;
}

const newBroker = (nodeID: string) =>
	new ServiceBroker({ ...brokerOptions(), nodeID, transporter: "Fake", skipProcessEventRegistration: true });

class Node {
	readonly heard: Message[] = [];
	readonly revoked: string[] = [];
	readonly broker = newBroker("main");

	async start(): Promise<this> {
		const schemas = [store, account as unknown as ServiceSchema, listener(this.heard), gateway(this.revoked)];
		for (const schema of schemas) this.broker.createService(schema);
		await this.broker.start();
		return this;
	}

	/** A call as the gateway makes it. */
	call(action: string, params: object = {}, meta: CallMeta = {}): Promise<Answer> {
		return this.broker.call(`account.${action}` as never, params as never, { meta: { outside: true, ...meta } });
	}

	async signIn({ phone, password }: Credentials): Promise<{ caller: Caller & { session: { jti: string } } }> {
		const { token } = await this.call("signIn", { phone, password });
		return { caller: await verifyToken(token) };
	}

	/** What was said of an account, once as much was heard. */
	said(accountId: string, count: number): Promise<Message[]> {
		return eventually(() => {
			const messages = this.heard.filter(({ sender }) => sender === `account/${accountId}`);
			expect(messages).toHaveLength(count);
			return messages;
		});
	}
}

let node: Node;
let people = 0;
const newcomer = () => ({ phone: `0107777${String(++people).padStart(4, "0")}`, password: "correct horse", name: "윤새봄" });
const restart = async () => {
	await node.broker.stop();
	node = await new Node().start();
};
const refused = (type: string, code: number) => expect.objectContaining({ type, code });

beforeAll(async () => {
	node = await new Node().start();
});
afterAll(async () => {
	await node.broker.stop();
	await rm(folder, { recursive: true });
});

describe("registering", () => {
	it("makes a customer, and tells others neither phone nor password", async () => {
		const person = newcomer();

		const made = await node.call("register", person, { language: "en" });

		expect(made).toEqual({
			id: expect.stringMatching(/^acc_/),
			phone: person.phone,
			name: "윤새봄",
			language: "en",
			roles: ["customer"],
			storeId: null,
			createdAt: expect.stringMatching(/Z$/),
			version: 1,
		});
		const [message] = await node.said(made.id, 1);
		expect(message).toMatchObject({ type: "account.registered", data: { id: made.id, name: "윤새봄", erased: false } });
		expect(JSON.stringify(message)).not.toMatch(new RegExp(`${person.phone}|scrypt|horse`));
	});

	it("happens once for a phone, however many try", async () => {
		const person = newcomer();

		const outcomes = await Promise.allSettled(Array.from({ length: 5 }, () => node.call("register", person)));

		expect(outcomes.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
		for (const outcome of outcomes) if (outcome.status === "rejected") expect(outcome.reason).toEqual(refused("phone_taken", 409));
	});

	it("is finished by a second try when the first was killed before it made the account", async () => {
		const person = newcomer();
		const service = node.broker.getLocalService("account") as Answer;
		await service.phones.claim(person.phone, "acc_never_made");

		const made = await node.call("register", person);

		expect(made.id).toBe("acc_never_made");
		await expect(node.signIn(person)).resolves.toMatchObject({ caller: { accountId: made.id } });
	});

	it.each([
		["a short password", { password: "short" }],
		["a phone with letters", { phone: "010-abcd" }],
		["an empty name", { name: " " }],
		["an unknown field", { level: "Diamond" }],
	])("refuses %s", async (_, change) => {
		await expect(node.call("register", { ...newcomer(), ...change })).rejects.toEqual(refused("VALIDATION_ERROR", 422));
	});
});

describe("registering staff, riders and operators", () => {
	const staff = () => ({ ...newcomer(), roles: ["staff"], storeId: "gangnam" });

	it("is the operator's business", async () => {
		const operator = await node.signIn(OPERATOR);
		const customer = await node.signIn(CUSTOMER);

		await expect(node.call("register", staff())).rejects.toEqual(refused("unauthorized", 401));
		await expect(node.call("register", staff(), customer)).rejects.toEqual(refused("forbidden", 403));
		await expect(node.call("register", staff(), operator)).resolves.toMatchObject({ roles: ["staff"], storeId: "gangnam" });
		await expect(node.call("register", { ...newcomer(), roles: ["rider"] }, operator)).resolves.toMatchObject({ roles: ["rider"] });
	});

	it("is refused to others before anything else that is wrong, and whatever it says", async () => {
		const operator = await node.signIn(OPERATOR);
		const customer = await node.signIn(CUSTOMER);
		const wrong = { phone: "x", password: "short", level: "Diamond" };

		for (const field of [{ roles: ["staff"] }, { roles: ["emperor"] }, { roles: [] }, { roles: null }, { storeId: "nowhere" }]) {
			await expect(node.call("register", { ...wrong, ...field })).rejects.toEqual(refused("unauthorized", 401));
			await expect(node.call("register", { ...wrong, ...field }, customer)).rejects.toEqual(refused("forbidden", 403));
			await expect(node.call("register", { ...wrong, ...field }, operator)).rejects.toEqual(refused("VALIDATION_ERROR", 422));
		}
	});

	it("binds staff, and nobody else, to a store that exists", async () => {
		const operator = await node.signIn(OPERATOR);
		const withStore = (storeId: string | undefined, role = "staff") =>
			node.call("register", { ...newcomer(), roles: [role], ...(storeId ? { storeId } : undefined) }, operator);

		await expect(withStore("nowhere")).rejects.toEqual(refused("unknown_store", 422));
		await expect(withStore(undefined)).rejects.toEqual(refused("invalid", 422));
		await expect(withStore("gangnam", "rider")).rejects.toEqual(refused("invalid", 422));
	});
});

describe("signing in", () => {
	it("gives a token that speaks for the account", async () => {
		const { token, expiresAt, account } = await node.call("signIn", { phone: "01000000002", password: "demo-1234" });

		expect(await verifyToken(token)).toMatchObject({ accountId: "acc_demo_gangnam", roles: ["staff"], storeId: "gangnam" });
		expect(Date.parse(expiresAt) - Date.now()).toBeGreaterThan(11.9 * 3_600_000);
		expect(account).toMatchObject({ id: "acc_demo_gangnam", roles: ["staff"], storeId: "gangnam" });
		expect(JSON.stringify(account)).not.toContain("scrypt");
	});

	it("refuses a wrong password and an unknown phone alike, in the same time", async () => {
		const refusal = async (credentials: Credentials) => {
			const began = performance.now();
			const error = await node.call("signIn", credentials).catch((error) => error);
			return { answer: { type: error.type, code: error.code, message: error.message, data: error.data }, took: performance.now() - began };
		};

		const wrong = await refusal({ ...CUSTOMER, password: "guess" });
		const unknown = await refusal({ ...CUSTOMER, phone: "01055555555" });

		expect(wrong.answer).toMatchObject({ type: "bad_credentials", code: 401 });
		expect(unknown.answer).toEqual(wrong.answer);
		expect(unknown.took).toBeGreaterThan(wrong.took / 4);
	});

	it("takes a password however its Hangul was composed", async () => {
		const person = { ...newcomer(), password: "비밀번호-한글".normalize("NFD") };
		await node.call("register", person);

		await expect(node.signIn({ ...person, password: person.password.normalize("NFC") })).resolves.toBeDefined();
	});
});

describe("signing out", () => {
	it("ends this session, for gateways of now and of later", async () => {
		const here = await node.signIn(CUSTOMER);
		const elsewhere = await node.signIn(CUSTOMER);

		await node.call("signOut", {}, here);

		expect(node.revoked).toContain(here.caller.session.jti);
		await restart();
		await eventually(() => expect(node.revoked).toContain(here.caller.session.jti));
		expect(node.revoked).not.toContain(elsewhere.caller.session.jti);
	});

	it("is known to the gateway of a node that joins", async () => {
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

describe("one's own account", () => {
	it("is shown and changed", async () => {
		const person = newcomer();
		const { id } = await node.call("register", person);
		const me = await node.signIn(person);

		expect(await node.call("change", { name: "윤가을", language: "en" }, me)).toMatchObject({ name: "윤가을", language: "en", version: 2 });
		expect(await node.call("get", {}, me)).toMatchObject({ id, name: "윤가을", version: 2 });
		await expect(node.call("change", { name: "late" }, { ...me, ifMatch: 1 })).rejects.toEqual(refused("stale", 412));
		const [, changed] = await node.said(id, 2);
		expect(changed).toMatchObject({ type: "account.changed", data: { name: "윤가을", language: "en" } });
	});

	it("gets a new password from whoever knows the old one, and ends the other sessions", async () => {
		const person = newcomer();
		await node.call("register", person);
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
	const erased = async () => {
		const person = newcomer();
		const { id } = await node.call("register", person);
		const me = await node.signIn(person);
		return { id, me, person };
	};

	it("ends the sessions and leaves nothing personal in the store", async () => {
		const { id, me, person } = await erased();

		await node.call("erase", {}, me);

		expect(node.revoked).toContain(me.caller.session.jti);
		await expect(node.signIn(person)).rejects.toEqual(refused("bad_credentials", 401));
		await expect(node.call("change", { name: "again" }, me)).rejects.toEqual(refused("unauthorized", 401));
		const messages = await node.said(id, 2);
		expect(messages.at(-1)).toMatchObject({ type: "account.erased", data: { id, name: null, erased: true } });
		const service = node.broker.getLocalService("account") as Answer;
		expect((await service.documents.load(id)).state).toMatchObject({ phone: null, name: null, passwordHash: null });
		expect(await (await service.adapter.side({ name: "account_phones" })).load(person.phone)).toBeNull();
	});

	it("leaves no session to a sign-in that was under way", async () => {
		const { me, person } = await erased();
		const signingIn = node.call("signIn", { phone: person.phone, password: person.password });

		const [outcome] = await Promise.allSettled([signingIn, node.call("erase", {}, me)]);

		expect(outcome).toMatchObject({ status: "rejected", reason: refused("bad_credentials", 401) });
	});

	it("frees the phone for another account", async () => {
		const { id, me, person } = await erased();
		await node.call("erase", {}, me);

		const again = await node.call("register", person);

		expect(again.id).not.toBe(id);
		await expect(node.signIn(person)).resolves.toMatchObject({ caller: { accountId: again.id } });
	});

	it("is finished later when it was killed halfway, and never takes the phone from its next owner", async () => {
		const { id, me, person } = await erased();
		const service = node.broker.getLocalService("account") as Answer;
		await service.tell(id, { type: "erase" });
		const next = await node.call("register", person);

		await eventually(async () => expect((await service.documents.load(id)).state.phone).toBeNull(), 10_000);

		expect(node.revoked).toContain(me.caller.session.jti);
		await expect(node.call("register", person)).rejects.toEqual(refused("phone_taken", 409));
		await expect(node.signIn(person)).resolves.toMatchObject({ caller: { accountId: next.id } });
	});
});

describe("somebody whom an identity provider has signed in", () => {
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

	it("has an account from then on, of which others hear once", async () => {
		const guest = introduction();

		await Promise.all([meet(guest), meet(guest), meet({ ...guest, issuedAt: Date.now() })]);

		const me = await node.call("get", {}, as(guest.id));
		expect(me).toMatchObject({ id: guest.id, name: "윤미나", language: "en", phone: null, roles: ["customer"], version: 1 });
		expect(await node.said(guest.id, 1)).toMatchObject([{ type: "account.registered", data: { id: guest.id, name: "윤미나" } }]);
	});

	it("may change their name, and has no password to change", async () => {
		const guest = introduction();
		await meet(guest);

		expect(await node.call("change", { name: "미나" }, as(guest.id))).toMatchObject({ name: "미나" });
		await meet(guest);
		expect(await node.call("get", {}, as(guest.id))).toMatchObject({ name: "미나", version: 2 });
		const passwords = { password: "battery staple", currentPassword: "guess" };
		await expect(node.call("change", passwords, as(guest.id))).rejects.toEqual(refused("wrong_password", 422));
	});

	it("ends the session of the token by signing out", async () => {
		const guest = introduction();
		await meet(guest);
		const me = as(guest.id);

		await node.call("signOut", {}, me);

		expect(node.revoked).toContain(me.caller.session.jti);
	});

	it("is erased with the session of the token, and met again only by a later token", async () => {
		const guest = introduction();
		await meet(guest);
		const me = as(guest.id);

		await node.call("erase", {}, me);

		expect(node.revoked).toContain(me.caller.session.jti);
		await expect(meet(guest)).rejects.toEqual(refused("unauthorized", 401));
		await meet({ ...guest, issuedAt: Date.now() + 1 });
		const messages = await node.said(guest.id, 3);
		expect(messages.map(({ type }) => type)).toEqual(["account.registered", "account.erased", "account.registered"]);
	});

	it("is met by no call from outside", async () => {
		const operator = await node.signIn(OPERATOR);

		await expect(node.call("meet", introduction(), operator)).rejects.toEqual(refused("forbidden", 403));
	});
});

describe("starting again", () => {
	it("brings nobody back who has left, and makes nobody twice", async () => {
		const rider = await node.signIn({ phone: "01000000003", password: "demo-1234" });
		await node.call("erase", {}, rider);

		await restart();

		await expect(node.signIn({ phone: "01000000003", password: "demo-1234" })).rejects.toEqual(refused("bad_credentials", 401));
		await expect(node.signIn(OPERATOR)).resolves.toBeDefined();
		expect(node.heard.filter(({ type }) => type === "account.registered")).toEqual([]);
	});

	it("keeps no password in the clear", async () => {
		const stored = Buffer.concat(
			await Promise.all(["account.db", "account.db-wal"].map((file) => readFile(join(folder, file)).catch(() => Buffer.alloc(0)))),
		);

		expect(stored.includes("scrypt:")).toBe(true);
		expect(stored.includes("demo-1234")).toBe(false);
		expect(stored.includes("correct horse")).toBe(false);
	});
});
