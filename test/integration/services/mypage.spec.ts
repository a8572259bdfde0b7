import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Context, ServiceBroker, type ServiceSchema } from "moleculer";
import type { Caller } from "../../../lib/auth/caller.ts";
import type { CallMeta } from "../../../lib/broker/guard.ts";
import type { Message } from "../../../lib/messaging/message.ts";
import type { ActorStore } from "../../../lib/storage/actor-store.ts";
import type { Page } from "../../../services/mypage/mypage.ts";
import { aMessage, envelopeOf, randomFrom, shuffled } from "../../support/builders/message.ts";
import { anOrder } from "../../support/builders/order.ts";
import { eventually } from "../../support/eventually.ts";

const folder = mkdtempSync(join(tmpdir(), "cortado-mypage-"));
Object.assign(process.env, { STORE_URL: `sqlite:${join(folder, "all.db")}`, LOG_LEVEL: "fatal" });

// Settings are read at first use, so the environment is set before these imports.
const { brokerOptions } = await import("../../../moleculer.config.ts");
const { default: mypage } = await import("../../../services/mypage/mypage.service.ts");
const { default: eventLog } = await import("../../../services/mypage/event-log.service.ts");

const ORDERS = 600;
const CUSTOMERS = 20;
const PARTS = {
	order: { sender: "order", type: "order.preparing" },
	payment: { sender: "payment", type: "payment.approved" },
	store: { sender: "store-order", type: "store.accepted" },
	brew: { sender: "brew", type: "brew.started" },
	delivery: { sender: "delivery", type: "delivery.departed" },
} as const;
type Part = keyof typeof PARTS;
const NAMES = Object.keys(PARTS) as Part[];

const orderId = (index: number) => `ord_${String(index).padStart(20, "0")}`;
const customerOf = (id: string) => `acc_${Number(id.slice(4)) % CUSTOMERS}`;

const payloadOf = (part: Part, id: string, version: number): object => {
	const common = { orderId: id, storeId: "gangnam", customerId: customerOf(id), status: `status ${version}`, updatedAt: 1_000 + version };
	if (part === "order") return { ...anOrder({ id, customerId: customerOf(id), note: `note ${version}` }) };
	if (part === "brew") return { ...common, lines: [], missing: [], receivedAt: 1, startedAt: version, completedAt: null, dueAt: null };
	return { ...common, reason: null, answerBy: null, readyAt: null, location: { lat: 1, lng: 2, at: version } };
};
const messageOf = (part: Part, id: string, version: number): Message =>
	aMessage(`${PARTS[part].sender}/${id}`, version, PARTS[part].type, payloadOf(part, id, version));

/** About 10,000 messages: each part up to its last version, a fifth of them twice, shuffled. */
const random = randomFrom(7);
const last = new Map<string, Record<Part, number>>();
const messages: Message[] = [];
for (let index = 0; index < ORDERS; index++) {
	const id = orderId(index);
	last.set(id, Object.fromEntries(NAMES.map((part) => [part, 1 + Math.floor(random() * 5)])) as Record<Part, number>);
	for (const part of NAMES) for (let version = 1; version <= last.get(id)![part]; version++) messages.push(messageOf(part, id, version));
}
const received = shuffled([...messages, ...messages.filter(() => random() < 0.2)], random);

let broker: ServiceBroker;
let accounts: { id: string; version: number; state: object }[];

const account: ServiceSchema = {
	name: "account",
	actions: { scan: { guard: "internal", params: { $$strict: true, after: "string|optional", limit: "number" }, handler: () => accounts } },
};

const start = async (...services: unknown[]) => {
	broker = new ServiceBroker({ ...brokerOptions(), skipProcessEventRegistration: true });
	for (const service of services) broker.createService(service as ServiceSchema);
	await broker.start();
};
const publish = (...all: Message[]) => Promise.all(all.map((message) => broker.bus.publish(envelopeOf(message))));
const pages = () => (broker.getLocalService("mypage") as unknown as { documents: ActorStore<Page> }).documents;

const as = async <T>(caller: Caller, action: string, params: object = {}): Promise<T> => {
	const ctx = new Context<object, CallMeta>(broker);
	ctx.meta = { outside: true, caller };
	return ctx.call<T, object>(action, params);
};
const customer = (id: string): Caller => ({ accountId: id, roles: ["customer"] });
interface Answer {
	customer: Record<string, unknown> | null;
	items: Record<string, { asOf: string; status: string } & Record<string, unknown>>[];
	nextCursor: string | null;
	asOf: string | null;
}
const myPage = (id: string, params: object = {}) => as<Answer>(customer(id), "mypage.list", params);

const wholePage = async (id: string): Promise<Answer["items"]> => {
	const items: Answer["items"] = [];
	for (let cursor: string | null | undefined; cursor !== null; ) {
		const page = await myPage(id, { limit: 7, ...(cursor === undefined ? undefined : { cursor }) });
		items.push(...page.items);
		cursor = page.nextCursor;
	}
	return items;
};

/** Compares every page with the last message of each part. */
const expectAllCurrent = async () => {
	for (let index = 0; index < CUSTOMERS; index++) {
		const items = await wholePage(`acc_${index}`);
		const ids = [...last.keys()].filter((id) => customerOf(id) === `acc_${index}`);
		expect(items.map(({ id }) => id)).toEqual(ids.toReversed());
		for (const item of items) {
			const versions = last.get(item.id as unknown as string)!;
			expect(item.note).toBe(`note ${versions.order}`);
			for (const part of NAMES.filter((name) => name !== "order" && name !== "brew")) {
				expect(item[part]).toMatchObject({ status: `status ${versions[part]}`, asOf: new Date(1_000 + versions[part]).toISOString() });
			}
			expect(item.brew!.startedAt).toBe(new Date(versions.brew).toISOString());
		}
	}
};

beforeEach(() => {
	accounts = [];
});
afterEach(() => broker.stop());
afterAll(() => rmSync(folder, { recursive: true }));

describe("10,000 messages, shuffled and repeated", () => {
	it("leave every page at the last message of each part, and a rebuild restores lost and damaged pages", async () => {
		await start(account, eventLog, mypage);

		await publish(...received);
		await eventually(expectAllCurrent);

		const documents = await pages().list({ limit: 300 });
		for (const { _id, version } of documents.slice(0, 150)) await pages().remove(_id, version);
		for (const document of documents.slice(150)) {
			const { customerId } = document.state;
			await pages().replace({ ...document, version: document.version + 1, state: { customerId: customerId! } }, document.version);
		}
		await broker.call("mypage.rebuild");
		await eventually(async () => expect(await broker.call("mypage.rebuilding")).toMatchObject({ running: false, done: messages.length }));
		await expectAllCurrent();
	});

	it("appear in the feed once each", async () => {
		await start(account, eventLog, mypage);

		const ids = new Set<string>();
		for (let after = 0; ; ) {
			const { items } = await as<{ items: { seq: number; id: string }[] }>({ accountId: "acc_0", roles: ["operator"] }, "event-log.feed", {
				after,
				limit: 100,
			});
			if (items.length === 0) break;
			expect(items.map(({ seq }) => seq)).toEqual(items.map((_, index) => after + index + 1));
			for (const { id } of items) ids.add(id);
			after = items.at(-1)!.seq;
		}

		expect(ids).toEqual(new Set(messages.map(({ id }) => id)));
	});
});

describe("a rebuild", () => {
	it("never moves a page back, and continues after a restart", async () => {
		await start(account, eventLog, mypage);
		const id = orderId(0);
		const version = last.get(id)!.order;

		await Promise.all([broker.call("mypage.rebuild"), publish(messageOf("order", id, version + 1))]);
		last.get(id)!.order = version + 1;
		await broker.stop();
		await start(account, eventLog, mypage);

		await eventually(async () => expect(await broker.call("mypage.rebuilding")).toMatchObject({ running: false }));
		await eventually(expectAllCurrent);
	});

	it("runs once, even if requested twice", async () => {
		await start(account, eventLog, mypage);

		const [first, second] = [
			await broker.call<{ startedAt: string }>("mypage.rebuild"),
			await broker.call<{ startedAt: string }>("mypage.rebuild"),
		];

		expect(second.startedAt).toBe(first.startedAt);
		await eventually(async () => expect(await broker.call("mypage.rebuilding")).toMatchObject({ running: false }));
	});
});

describe("my page", () => {
	it("answers while all other services are down", async () => {
		await start(mypage);

		const { items } = await myPage("acc_1", { limit: 20 });

		expect(items).toHaveLength(20);
	});

	it("shows one order to its customer only", async () => {
		await start(mypage);
		const id = orderId(1);

		expect(await as(customer("acc_1"), "mypage.get", { orderId: id })).toMatchObject({ id, payment: { status: expect.any(String) } });
		await expect(as(customer("acc_2"), "mypage.get", { orderId: id })).rejects.toMatchObject({ type: "not_found" });
	});

	it("shows an order that its messages have not reached as the order service has it, to its customer only", async () => {
		const [placed, started] = ["7", "8"].map((digit) => `ord_${digit.repeat(20)}`) as [string, string];
		const many = ({ params: { ids } }: { params: { ids: string[] } }) =>
			ids
				.filter((id) => [placed, started].includes(id))
				.map((id) => ({ id, version: 2, state: anOrder({ id, customerId: "acc_new" }), due: null, unsent: ["order.placed"] }));
		const order: ServiceSchema = { name: "order", actions: { many: { guard: "internal", params: { ids: "array" }, handler: many } } };
		await start(account, eventLog, mypage, order);
		const get = (id: string, caller = customer("acc_new")) => as(caller, "mypage.get", { orderId: id });

		await publish(aMessage(`brew/${started}`, 1, "brew.received", { ...payloadOf("brew", started, 1), customerId: "acc_new" }));
		await eventually(async () => expect(await pages().load(started)).not.toBeNull());

		expect(await get(placed)).toMatchObject({ id: placed, payment: { status: "due" }, brew: null, version: 0 });
		expect(await get(started)).toMatchObject({ id: started, brew: { startedAt: expect.any(String) }, version: 1 });
		expect(await pages().load(placed)).toBeNull();
		for (const id of [placed, started]) await expect(get(id, customer("acc_2"))).rejects.toMatchObject({ type: "not_found" });
		await expect(get(`ord_${"6".repeat(20)}`)).rejects.toMatchObject({ type: "not_found" });
	});

	it("lists an order only after its own message, with the order's payment until the payment publishes", async () => {
		await start(account, eventLog, mypage);
		const id = `ord_${"9".repeat(20)}`;
		const snapshot = { ...anOrder({ id, customerId: "acc_late" }) };

		await publish(aMessage(`brew/${id}`, 1, "brew.received", { ...payloadOf("brew", id, 1), customerId: "acc_late" }));
		await eventually(async () => expect(await pages().load(id)).not.toBeNull());
		expect(await myPage("acc_late")).toEqual({ customer: null, items: [], nextCursor: null, asOf: null });

		await publish(aMessage(`order/${id}`, 1, "order.placed", snapshot));
		const { items } = await eventually(async () => {
			const page = await myPage("acc_late");
			expect(page.items).toHaveLength(1);
			return page;
		});
		expect(items[0]).toMatchObject({
			payment: { timing: "on_receipt", status: "due" },
			brew: { startedAt: expect.any(String) },
			delivery: null,
			store: null,
		});
	});
});

describe("the customer on my page", () => {
	const registered = (name: string | null, version: number, type = "account.registered") =>
		aMessage("account/acc_mina", version, type, {
			id: "acc_mina",
			roles: ["customer"],
			storeId: null,
			name,
			language: "ko",
			erased: name === null,
		});

	it("has the account's name and level", async () => {
		await start(account, eventLog, mypage);

		await publish(registered("Mina", 1));
		await publish(
			aMessage("customer/acc_mina", 3, "level.changed", { accountId: "acc_mina", level: "Bronze", nextLevel: "Silver", score: 7 }),
		);

		await eventually(async () =>
			expect((await myPage("acc_mina")).customer).toMatchObject({ name: "Mina", level: "Bronze", nextLevel: "Silver", score: 7 }),
		);
	});

	it("has no name after an erasure, also after a rebuild", async () => {
		await start(account, eventLog, mypage);

		await publish(registered(null, 5, "account.erased"));
		await publish(registered("Mina", 2));
		expect((await myPage("acc_mina")).customer).toMatchObject({ name: null, score: 7 });

		accounts = [{ id: "acc_mina", version: 6, state: { id: "acc_mina", name: null } }];
		await broker.call("mypage.rebuild");
		await eventually(async () => expect(await broker.call("mypage.rebuilding")).toMatchObject({ running: false }));
		expect((await myPage("acc_mina")).customer).toMatchObject({ name: null, score: 7 });
	});

	it("is not named in the log", async () => {
		await start(eventLog);

		const { events } = await broker.call<{ events: object[] }, object>("event-log.read", { after: messages.length, limit: 100 });

		expect(events).toContainEqual(expect.objectContaining({ type: "account.registered" }));
		expect(JSON.stringify(events)).not.toContain("Mina");
	});

	it("gets the name from the account service when all documents were lost", async () => {
		await start(account, eventLog, mypage);
		accounts = [{ id: "acc_jun", version: 2, state: { id: "acc_jun", name: "Jun" } }];

		await broker.call("mypage.rebuild");

		await eventually(async () => expect((await myPage("acc_jun")).customer).toMatchObject({ name: "Jun", level: null }));
	});
});
