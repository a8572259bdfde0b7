import { once } from "node:events";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { json } from "node:stream/consumers";
import { Context, ServiceBroker, type ServiceSchema } from "moleculer";
import type { AccountSnapshot } from "../../contracts/account.ts";
import { typesOf } from "../../contracts/catalogue/messages.ts";
import type { OrderSnapshot } from "../../contracts/order.ts";
import type { Caller } from "../../lib/auth/caller.ts";
import type { CallMeta } from "../../lib/broker/guard.ts";
import type { Message } from "../../lib/messaging/message.ts";
import type { ActorStore } from "../../lib/storage/actor-store.ts";
import { anOrder } from "../../test/support/builders/order.ts";
import { eventually } from "../../test/support/eventually.ts";
import type { Notification } from "./notification.ts";

interface Sent {
	authorization: string;
	message: {
		to: string;
		from: string;
		text: string;
		kakaoOptions?: { pfId: string; templateId: string; variables: object; disableSms: boolean };
	};
}

const ACCOUNT = { ALIMTALK_KEY: "key", ALIMTALK_SECRET: "secret", ALIMTALK_CHANNEL: "channel", ALIMTALK_SENDER: "0215880000" };

/** A stand-in for the provider: records messages and responds with `answers`. */
const received: Sent[] = [];
let answers: (message: Sent["message"]) => number = () => 200;
const provider: Server = createServer(async (request, response) => {
	const { message } = (await json(request)) as Pick<Sent, "message">;
	received.push({ authorization: request.headers.authorization ?? "", message });
	response.writeHead(request.url === "/messages/v4/send" ? answers(message) : 404).end("{}");
});
await once(provider.listen(0, "127.0.0.1"), "listening");

const ALIMTALK_URL = `http://127.0.0.1:${(provider.address() as AddressInfo).port}`;
Object.assign(process.env, { STORE_URL: "sqlite::memory:", LOG_LEVEL: "fatal", ALIMTALK_URL, ...ACCOUNT });

// Settings are read at first use, so the environment is set before these imports.
const { brokerOptions } = await import("../../moleculer.config.ts");
const { authorization } = await import("./solapi.ts");
const { default: notification } = await import("./notification.service.ts");

interface Shown {
	id: string;
	type: string;
	status: string;
	title: string;
	message: string;
	createdAt: string;
	readAt: string | null;
}

let broker: ServiceBroker;
let phones: Record<string, string | null>;
let count = 0;

const account: ServiceSchema = {
	name: "account",
	actions: {
		phone: { guard: "internal", handler: ({ params }: Context<{ accountId: string }>) => phones[params.accountId] ?? null },
	},
};

beforeAll(async () => {
	broker = new ServiceBroker({ ...brokerOptions(), skipProcessEventRegistration: true });
	broker.createService(account);
	broker.createService(notification as unknown as ServiceSchema);
	await broker.start();
});

beforeEach(() => {
	phones = {};
	received.length = 0;
	answers = () => 200;
});

afterAll(async () => {
	await broker.stop();
	provider.closeAllConnections();
	provider.close();
});

const someone = (): Caller => ({ accountId: `acc_${++count}`, roles: ["customer"] });
const documents = () => (broker.getLocalService("notification") as unknown as { documents: ActorStore<Notification> }).documents;

const publish = (type: string, sender: string, version: number, data: object, at = 1_000 + version): Promise<void> =>
	send({ id: `${sender}/${version}`, type, sender, version, at, schema: 1, data });
const send = (message: Message): Promise<void> => {
	const { id, sender, type, version } = message;
	return broker.bus.publish({ id, type, sender, version, json: JSON.stringify(message) });
};
const publishOrder = (type: string, order: OrderSnapshot, version: number, at?: number) =>
	publish(type, `order/${order.id}`, version, order, at);
const setLanguage = (accountId: string, language: "ko" | "en", version = 1) => {
	const snapshot: AccountSnapshot = { id: accountId, roles: ["customer"], storeId: null, name: "Mina", language, erased: false };
	return publish(version === 1 ? "account.registered" : "account.changed", `account/${accountId}`, version, snapshot);
};

const call = <Answer>(action: string, params: object, caller: Caller): Promise<Answer> => {
	const ctx = new Context<object, CallMeta>(broker);
	ctx.meta = { outside: true, caller };
	return ctx.call<Answer, object>(`notification.${action}`, params);
};
const inbox = async (caller: Caller, params: object = {}) =>
	(await call<{ items: Shown[]; nextCursor: string | null }>("list", params, caller)).items;
const orderOf = ({ accountId }: Caller, change: Partial<OrderSnapshot> = {}) =>
	anOrder({ id: `ord_${String(++count).padStart(20, "0")}`, customerId: accountId, ...change });

describe("a message", () => {
	it("of an order notifies its customer, newest first, in Korean", async () => {
		const caller = someone();
		const order = orderOf(caller, { status: "placed" });

		await publishOrder("order.placed", order, 1);
		await publishOrder("order.ready", { ...order, status: "ready" }, 5);

		expect(await inbox(caller)).toEqual([
			{
				id: expect.stringMatching(/^ntf_/),
				orderId: order.id,
				type: "order.ready",
				status: "ready",
				title: "준비 완료",
				message: "A-12번 주문이 준비되었습니다. 매장에서 픽업해 주세요.",
				createdAt: "1970-01-01T00:00:01.005Z",
				readAt: null,
			},
			expect.objectContaining({ type: "order.placed", status: "placed" }),
		]);
		expect(await inbox(someone())).toEqual([]);
	});

	it.each(typesOf("order"))("of type %s creates a notification", async (type) => {
		const caller = someone();

		await publishOrder(type, orderOf(caller, { status: "placed" }), 1);

		expect(await inbox(caller)).toHaveLength(1);
	});

	it("notifies once, with duplicates and reordering", async () => {
		const caller = someone();
		const order = orderOf(caller, { status: "ready" });

		for (const version of [5, 5, 3, 5, 3]) await publishOrder(version === 5 ? "order.ready" : "order.accepted", order, version);

		expect((await inbox(caller)).map(({ type }) => type)).toEqual(["order.ready", "order.accepted"]);
	});

	it("that is repeated notifies only who missed it, and only of the present step", async () => {
		const [told, missed] = [someone(), someone()];
		const repeat = (type: string, sender: string, version: number, data: object) =>
			send({ id: `${sender}/${version}`, type, sender, version, at: version, schema: 1, data, republished: true });
		const refund = (caller: Caller, orderId: string) => ({ customerId: caller.accountId, orderId, refunded: 9_000, status: "refunded" });
		const known = orderOf(told, { status: "cancelled" });
		await publishOrder("order.accepted", known, 3);
		await publishOrder("order.cancelled", known, 5);
		await publish("payment.refunded", `payment/${known.id}`, 4, refund(told, known.id));
		const notified = await inbox(told);
		const unknown = orderOf(missed, { status: "cancelled" });

		for (const order of [known, unknown])
			for (const [index, type] of ["order.placed", "order.accepted", "order.cancelled"].entries())
				await repeat(type, `order/${order.id}`, 1_800_000_000_000 + index, order);
		for (const [caller, { id }] of [
			[told, known],
			[missed, unknown],
		] as const) {
			await repeat("payment.refunded", `payment/${id}`, 1_800_000_000_000, refund(caller, id));
			await repeat("payment.declined", `payment/${id}`, 1_800_000_000_001, { ...refund(caller, id), status: "declined" });
		}

		expect(await inbox(told)).toEqual(notified);
		expect((await inbox(missed)).map(({ type }) => type).sort()).toEqual(["order.cancelled", "payment.refunded"]);
		const [{ id: notificationId } = { id: "" }] = await inbox(missed);
		expect(notificationId.length).toBeLessThanOrEqual(40);
	});

	it("of ready goods notifies the accepting rider, not a robot", async () => {
		const [rider, undecided, robot] = [someone(), someone(), someone()];
		await setLanguage(rider.accountId, "en");
		const ready = (key: string, { accountId }: Caller, status: string, take: number) =>
			publish("delivery.ready", `delivery/${key}`, 4, { orderId: key, number: "A-12", riderId: accountId, status, take });

		for (const _ of [1, 2]) await ready("ord_ready1", rider, "accepted", 1);
		await ready("ord_ready2", undecided, "assigned", 1);
		await ready("ord_ready3", robot, "accepted", 0);

		const text = { title: "Ready for pickup", message: "Order A-12 is ready. Please pick it up at the store for delivery." };
		expect(await inbox(rider)).toEqual([expect.objectContaining({ type: "delivery.ready", status: "accepted", ...text })]);
		expect([...(await inbox(undecided)), ...(await inbox(robot))]).toEqual([]);
	});

	it("of an order that is submitted at once notifies only once", async () => {
		const caller = someone();
		const order = orderOf(caller);

		await publishOrder("order.placed", order, 1);
		await publishOrder("order.submitted", order, 2);

		expect((await inbox(caller)).map(({ type }) => type)).toEqual(["order.submitted"]);
	});

	it("of a granted cancellation or a refund notifies with its own text", async () => {
		const caller = someone();
		await setLanguage(caller.accountId, "en");
		const cancellation = {
			status: "granted",
			reason: null,
			requestedAt: 1,
			decidedAt: 2,
			attempts: 1,
			nextAttemptAt: null,
			code: null,
		} as const;
		const order = orderOf(caller, { status: "cancelled", reason: "customer", cancellation });

		await publishOrder("order.cancelled", order, 4);
		await publish("payment.refunded", `payment/${order.id}`, 9, {
			customerId: caller.accountId,
			orderId: order.id,
			refunded: 12_500,
			status: "refunded",
		});

		expect((await inbox(caller)).map(({ message, status, type }) => [type, status, message])).toEqual([
			["payment.refunded", "refunded", "12,500 won has been refunded."],
			["order.cancelled", "cancelled", "Order A-12 was cancelled as you requested."],
		]);
	});
});

describe("the inbox", () => {
	it("is in the account's current language", async () => {
		const caller = someone();
		await publishOrder("order.accepted", orderOf(caller), 1);

		await setLanguage(caller.accountId, "en");
		expect((await inbox(caller))[0]).toMatchObject({ title: "Order accepted" });
		await setLanguage(caller.accountId, "ko", 3);
		await setLanguage(caller.accountId, "en", 2);

		expect((await inbox(caller))[0]).toMatchObject({ title: "매장 수락" });
	});

	it("is paginated", async () => {
		const caller = someone();
		for (let at = 1; at <= 5; at++) await publishOrder("order.accepted", orderOf(caller), 1, at);

		const first = await call<{ items: Shown[]; nextCursor: string }>("list", { limit: 3 }, caller);
		const rest = await call<{ items: Shown[]; nextCursor: string | null }>("list", { limit: 3, cursor: first.nextCursor }, caller);

		expect([...first.items, ...rest.items].map(({ createdAt }) => Date.parse(createdAt))).toEqual([5, 4, 3, 2, 1]);
		expect(rest.nextCursor).toBeNull();
	});

	it("stores when its owner first read a notification", async () => {
		const caller = someone();
		await publishOrder("order.accepted", orderOf(caller), 1);
		const [{ id: notificationId } = { id: "" }] = await inbox(caller);

		const read = await call<Shown>("read", { notificationId }, caller);

		expect(read.readAt).toMatch(/Z$/);
		expect(await call<Shown>("read", { notificationId }, caller)).toEqual(read);
		expect((await inbox(caller))[0]?.readAt).toBe(read.readAt);
		await expect(call("read", { notificationId }, someone())).rejects.toMatchObject({ type: "not_found" });
		await expect(call("read", { notificationId: "ntf_00000000000000" }, caller)).rejects.toMatchObject({ type: "not_found" });
	});
});

describe("KakaoTalk", () => {
	const sendToPhone = async (caller: Caller): Promise<void> => {
		phones[caller.accountId] = "01012345678";
		await publishOrder("order.accepted", orderOf(caller), 1);
	};
	const phoneMessageOf = async ({ accountId }: Caller) =>
		(await documents().list({ where: { customerId: accountId }, limit: 1 }))[0]?.state.phoneMessage;

	it("receives the topic's template with its variables, signed", async () => {
		const caller = someone();
		await setLanguage(caller.accountId, "en");

		await sendToPhone(caller);

		await eventually(async () =>
			expect(await phoneMessageOf(caller)).toMatchObject({ status: "delivered", channel: "alimtalk", tries: 1 }),
		);
		expect(received).toHaveLength(1);
		const { authorization: header, message } = received[0]!;
		const [, date, salt] = /date=([^,]+), salt=([^,]+)/.exec(header)!;
		expect(header).toBe(authorization("key", "secret", date!, salt!));
		expect(message).toMatchObject({
			to: "01012345678",
			from: "0215880000",
			kakaoOptions: {
				pfId: "channel",
				templateId: "CORTADO_ORDER_ACCEPTED_EN",
				variables: { "#{number}": "A-12", "#{amount}": "10,000", "#{reason}": "" },
				disableSms: false,
			},
		});
	});

	it("is replaced by an SMS when the provider refuses it", async () => {
		answers = ({ kakaoOptions }) => (kakaoOptions ? 400 : 200);
		const caller = someone();

		await sendToPhone(caller);

		await eventually(async () => expect(await phoneMessageOf(caller)).toMatchObject({ status: "delivered", channel: "sms" }));
		expect(received.map(({ message }) => message.kakaoOptions !== undefined)).toEqual([true, false]);
		expect(received[1]!.message.text).toBe("매장에서 A-12번 주문을 수락했습니다.");
	});

	it("is retried after a failure", async () => {
		answers = () => 500;
		const caller = someone();

		await sendToPhone(caller);

		await eventually(async () =>
			expect(await phoneMessageOf(caller)).toMatchObject({ status: "waiting", tries: 1, error: "The provider responded with 500." }),
		);
		answers = () => 200;
		await eventually(async () => expect(await phoneMessageOf(caller)).toMatchObject({ status: "delivered", tries: 2 }));
	});

	it("is not used for erased accounts, and no phone number is stored", async () => {
		const [erased, active] = [someone(), someone()];

		await publishOrder("order.accepted", orderOf(erased), 1);
		await sendToPhone(active);

		await eventually(async () =>
			expect(await phoneMessageOf(erased)).toMatchObject({ status: "failed", error: "The account has no phone number." }),
		);
		await eventually(async () => expect(await phoneMessageOf(active)).toMatchObject({ status: "delivered" }));
		expect(received).toHaveLength(1);
		expect(JSON.stringify(await documents().list({ limit: 100 }))).not.toContain("01012345678");
	});
});
