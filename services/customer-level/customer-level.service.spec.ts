import { Context, ServiceBroker, type ServiceSchema } from "moleculer";
import type { AccountSnapshot } from "../../contracts/account.ts";
import type { MessageType } from "../../contracts/catalogue/messages.ts";
import type { LevelSnapshot } from "../../contracts/customer-level.ts";
import type { OrderSnapshot } from "../../contracts/order.ts";
import type { Caller } from "../../lib/auth/caller.ts";
import type { CallMeta } from "../../lib/broker/guard.ts";
import type { Message } from "../../lib/messaging/message.ts";
import { aLine, anOrder } from "../../test/support/builders/order.ts";
import { eventually } from "../../test/support/eventually.ts";

Object.assign(process.env, { STORE_URL: "sqlite::memory:", LOG_LEVEL: "fatal" });

// Settings are read at first use, so the environment is set before these imports.
const { brokerOptions } = await import("../../moleculer.config.ts");
const { default: customerLevel } = await import("./customer-level.service.ts");

interface Entry {
	orderId: string;
	delta: number;
	reason: string;
	at: string;
}
interface Page {
	items: Entry[];
	nextCursor: string | null;
}

let broker: ServiceBroker;
let count = 0;
let received: LevelSnapshot[] = [];
const accounts = new Map<string, AccountSnapshot>();

/** Stands in for the account service and subscribes to levels. */
const account: ServiceSchema = {
	name: "account",
	actions: {
		many: {
			guard: "internal",
			handler: ({ params: { ids } }: Context<{ ids: string[] }>) =>
				ids.filter((id) => accounts.has(id)).map((id) => ({ id, version: 1, state: accounts.get(id) })),
		},
	},
	started() {
		return this.broker.bus.subscribe({
			group: "test",
			types: ["level.changed"],
			handler: async (message: Message) => void received.push(message.data as LevelSnapshot),
			deadLetter: async () => undefined,
		});
	},
};

beforeAll(async () => {
	broker = new ServiceBroker({ ...brokerOptions(), skipProcessEventRegistration: true });
	broker.createService(account);
	broker.createService(customerLevel as unknown as ServiceSchema);
	await broker.start();
});
beforeEach(() => {
	received = [];
});
afterAll(() => broker.stop());

const anAccount = (change: Partial<AccountSnapshot> = {}): AccountSnapshot => ({
	id: `acc_${++count}`,
	roles: ["customer"],
	storeId: null,
	name: "Mina",
	language: "ko",
	erased: false,
	...change,
});
const anOrderOf = (customerId: string, quantity: number): OrderSnapshot =>
	anOrder({ id: `ord_${String(++count).padStart(24, "0")}`, customerId, status: "completed", lines: [aLine({ quantity })] });

const messageOf = (type: MessageType, data: AccountSnapshot | OrderSnapshot, version: number, at = count): Message => {
	const sender = `${type.split(".")[0]}/${data.id}`;
	return { id: `${sender}/${version}`, type, sender, version, at, schema: 1, data };
};
const publish = (message: Message): Promise<void> => broker.bus.publish({ ...message, json: JSON.stringify(message) });
const publishMessage = (...message: Parameters<typeof messageOf>) => publish(messageOf(...message));

const call = <Answer>(action: string, accountId: string, params: object = {}): Promise<Answer> => {
	const ctx = new Context<object, CallMeta & { caller: Caller }>(broker);
	ctx.meta = { outside: true, caller: { accountId, roles: ["customer"] } };
	return ctx.call<Answer, object>(`customer-level.${action}`, params);
};
const me = (accountId: string) => call<object>("me", accountId);
const ledger = (accountId: string, params: object = {}) => call<Page>("ledger", accountId, params);
const check = (customerId: string) => broker.call<string, object>("customer-level.check", { customerId });
const completed = (order: OrderSnapshot) => messageOf("order.completed", order, 7, 1_000 + count);
const refunded = (order: OrderSnapshot) => messageOf("order.refunded", { ...order, refunded: true }, 9, 2_000 + count);

describe("a customer", () => {
	it("is Bronze when registered, and has the latest name", async () => {
		const mina = anAccount();
		await publishMessage("account.registered", mina, 1);
		expect(await me(mina.id)).toMatchObject({ name: "Mina", level: "Bronze", nextLevel: "Bronze", score: 0, quantityToNextLevel: 5 });

		await publishMessage("account.changed", { ...mina, name: "Minah" }, 3);
		await publishMessage("account.changed", { ...mina, name: "Mini" }, 2);
		expect(await me(mina.id)).toMatchObject({ name: "Minah" });

		await publishMessage("account.erased", { ...mina, name: null, erased: true }, 4);
		expect(await me(mina.id)).toMatchObject({ name: null });
	});

	it("is looked up when the registration message has not arrived", async () => {
		const jun = anAccount({ name: "Jun" });
		accounts.set(jun.id, jun);

		expect(await check(jun.id)).toBe("Bronze");
		expect(await me(jun.id)).toMatchObject({ name: "Jun" });
	});

	it("is Iron for an unknown account and for one that is not a customer's", async () => {
		const barista = anAccount({ roles: ["staff"], storeId: "gangnam" });
		accounts.set(barista.id, barista);
		await publishMessage("account.registered", barista, 1);

		expect(await check("acc_nobody")).toBe("Iron");
		expect(await check(barista.id)).toBe("Iron");
		await expect(me("acc_nobody")).rejects.toMatchObject({ type: "not_found" });
	});

	it("cannot read the ledger or level of others", async () => {
		await publish(completed(anOrderOf("acc_rich", 20)));

		expect(await ledger("acc_poor")).toEqual({ items: [], nextCursor: null });
		await expect(call("check", "acc_rich", { customerId: "acc_rich" })).rejects.toMatchObject({ type: "forbidden" });
		await expect(call("me", "acc_rich", { accountId: "acc_poor" })).rejects.toMatchObject({ code: 422 });
	});
});

describe("a score", () => {
	it("rises with completed orders and sets the level of the next order", async () => {
		const mina = anAccount();
		await publishMessage("account.registered", mina, 1);

		await publish(completed(anOrderOf(mina.id, 7)));
		expect(await me(mina.id)).toMatchObject({ level: "Bronze", nextLevel: "Silver", score: 7, quantityToNextLevel: 3 });
		expect(await check(mina.id)).toBe("Silver");

		expect(await me(mina.id)).toMatchObject({ level: "Silver", nextLevel: "Silver", score: 7 });
		await eventually(() =>
			expect(received).toEqual([
				{ accountId: mina.id, level: "Bronze", nextLevel: "Bronze", score: 0 },
				{ accountId: mina.id, level: "Bronze", nextLevel: "Silver", score: 7 },
				{ accountId: mina.id, level: "Silver", nextLevel: "Silver", score: 7 },
			]),
		);
	});

	it.each([
		["in order", ["completed", "refunded"]],
		["in reverse order", ["refunded", "completed"]],
		["twice", ["completed", "refunded", "completed", "refunded"]],
		["reordered and repeated", ["refunded", "refunded", "completed", "completed", "refunded"]],
		["without the first", ["refunded"]],
		["again under a later version", ["completed", "refunded", "completedAgain", "refundedAgain"]],
	])("is unchanged after a completed order is refunded, with messages delivered %s", async (_, sequence) => {
		const customerId = anAccount().id;
		await publish(completed(anOrderOf(customerId, 6)));
		const order = anOrderOf(customerId, 9);
		const messages = {
			completed: completed(order),
			refunded: refunded(order),
			completedAgain: { ...completed(order), id: `order/${order.id}/10`, version: 10, at: 3_000 + count },
			refundedAgain: { ...refunded(order), id: `order/${order.id}/11`, version: 11, at: 3_001 + count },
		};

		for (const step of sequence) await publish(messages[step as keyof typeof messages]);

		expect(await me(customerId)).toMatchObject({ score: 6, nextLevel: "Silver" });
		expect((await ledger(customerId)).items.map(({ delta, reason }) => [reason, delta])).toEqual([
			["refunded", -9],
			["completed", 9],
			["completed", 6],
		]);
	});

	it("counts an order once, even if its messages are repeated later under new versions", async () => {
		const customerId = anAccount().id;
		const [order, returned] = [anOrderOf(customerId, 4), anOrderOf(customerId, 2)];
		for (const message of [completed(order), completed(returned), refunded(returned)]) await publish(message);
		const before = [await me(customerId), await ledger(customerId)];

		for (const message of [completed(order), completed(returned), refunded(returned)]) {
			const version = message.version + 1_800_000_000_000;
			await publish({ ...message, id: `${message.sender}/${version}`, version, at: message.at + 60_000, republished: true });
		}

		expect([await me(customerId), await ledger(customerId)]).toEqual(before);
		expect(before[0]).toMatchObject({ score: 4 });
	});

	it("ignores parcels", async () => {
		const mina = anAccount();
		await publishMessage("account.registered", mina, 1);

		await publish(completed(anOrder({ id: "ord_parcel", kind: "parcel", customerId: mina.id, lines: [] })));

		expect(await me(mina.id)).toMatchObject({ score: 0 });
		expect((await ledger(mina.id)).items).toEqual([]);
	});

	it("is completed after a crash between ledger entry and score", async () => {
		const mina = anAccount();
		await publishMessage("account.registered", mina, 1);
		const service = broker.getLocalService("customer-level") as unknown as { actors: { send: unknown } };
		const { send } = service.actors;
		service.actors.send = async () => {
			service.actors.send = send;
			throw new Error("killed");
		};

		await publish(completed(anOrderOf(mina.id, 3)));

		await eventually(async () => expect(await me(mina.id)).toMatchObject({ score: 3 }));
		expect((await ledger(mina.id)).items).toHaveLength(1);
	});
});

describe("the ledger", () => {
	it("is paginated, newest first, and adds up to the score", async () => {
		const customerId = anAccount().id;
		const orders = Array.from({ length: 7 }, (_, index) => anOrderOf(customerId, index + 1));
		for (const order of orders.toReversed())
			await publishMessage("order.completed", order, 5, Date.UTC(2026, 0, orders.indexOf(order) + 1));

		const first = await ledger(customerId, { limit: 5 });
		const second = await ledger(customerId, { limit: 5, cursor: first.nextCursor });

		expect([...first.items, ...second.items].map(({ orderId }) => orderId)).toEqual(orders.map(({ id }) => id).toReversed());
		expect(first.items[0]).toEqual({ orderId: orders.at(-1)!.id, delta: 7, reason: "completed", at: "2026-01-07T00:00:00.000Z" });
		expect(second.nextCursor).toBeNull();
		expect(await me(customerId)).toMatchObject({ score: 28, level: "Bronze", nextLevel: "Diamond", quantityToNextLevel: null });
	});
});
