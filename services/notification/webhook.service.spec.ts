import { createHmac } from "node:crypto";
import { once } from "node:events";
import { createServer, type IncomingHttpHeaders, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { Context, ServiceBroker, type ServiceSchema } from "moleculer";
import type { Caller } from "../../lib/auth/caller.ts";
import type { CallMeta } from "../../lib/broker/guard.ts";
import type { Message } from "../../lib/messaging/message.ts";
import type { ActorDocument, ActorStore } from "../../lib/storage/actor-store.ts";
import { anOrder } from "../../test/support/builders/order.ts";
import { eventually } from "../../test/support/eventually.ts";
import { PATIENCE_MS } from "../../test/support/patience.ts";
import type { Resolve } from "./webhooks/addresses.ts";
import { Poster } from "./webhooks/post.ts";

Object.assign(process.env, { STORE_URL: "sqlite::memory:", LOG_LEVEL: "fatal", WEBHOOK_ALLOW_PRIVATE: "false" });

// Settings are read at first use, so the environment is set before these imports.
const { brokerOptions } = await import("../../moleculer.config.ts");
const { default: webhook } = await import("./webhook.service.ts");

const OPERATOR: Caller = { accountId: "acc_op", roles: ["operator"] };
const PUBLIC = "https://hooks.example.com/in";

interface Hit {
	path: string;
	headers: IncomingHttpHeaders;
	body: string;
}
interface Endpoint {
	id: string;
	url: string;
	events: string[];
	status: string;
	failingSince: string | null;
	secret: string;
}
interface WebhookDelivery {
	id: string;
	messageId: string;
	type: string;
	status: string;
	attempts: { status: number | null; error: string | null }[];
	nextAttemptAt: string | null;
}

interface Sender {
	documents: ActorStore;
	attempt(document: ActorDocument): Promise<void>;
}

let broker: ServiceBroker;
let server: Server;
let hits: Hit[];
let answer: (response: ServerResponse, hit: Hit) => void;
let added: string[];
let count = 0;

/** The path with a short timeout; others have a long one, so that a busy machine does not fail them. */
const SILENT = "/silent";
const address = (path: string) => `http://127.0.0.1:${(server.address() as AddressInfo).port}${path}`;
/** The service does not post to this machine, so these tests replace its poster; the real one is tested separately. */
const redirected = () => {
	const patient = new Poster({ timeoutMs: PATIENCE_MS, allowPrivate: true });
	const impatient = new Poster({ timeoutMs: 300, allowPrivate: true });
	return {
		post(url: string, headers: Record<string, string>, body: string) {
			const path = new URL(url).pathname;
			return (path === SILENT ? impatient : patient).post(address(path), headers, body);
		},
		close() {
			patient.close();
			impatient.close();
		},
	};
};

beforeAll(async () => {
	server = createServer(async (request, response) => {
		const hit = { path: request.url!, headers: request.headers, body: await text(request) };
		hits.push(hit);
		answer(response, hit);
	});
	await once(server.listen(0, "127.0.0.1"), "listening");
	broker = new ServiceBroker({ ...brokerOptions(), skipProcessEventRegistration: true });
	broker.createService(webhook as unknown as ServiceSchema);
	await broker.start();
	Object.assign(broker.getLocalService("webhook"), { poster: redirected() });
});

beforeEach(() => {
	hits = [];
	added = [];
	answer = (response) => response.writeHead(204).end();
});

afterEach(async () => {
	for (const webhookId of added) await call("remove", { webhookId }).catch(() => undefined);
});

afterAll(async () => {
	await broker.stop();
	server.closeAllConnections();
	server.close();
});

const call = <Answer>(action: string, params: object, caller = OPERATOR, meta: CallMeta = {}): Promise<Answer> => {
	const ctx = new Context<object, CallMeta>(broker);
	ctx.meta = { outside: true, caller, ...meta };
	return ctx.call<Answer, object>(`webhook.${action}`, params);
};
const add = async (events: string[], url = "https://8.8.8.8/in"): Promise<Endpoint> => {
	const endpoint = await call<Endpoint>("add", { url, events });
	added.push(endpoint.id);
	return endpoint;
};
const service = () => broker.getLocalService("webhook") as unknown as Sender;
const deliveries = async (webhookId: string) => (await call<{ items: WebhookDelivery[] }>("deliveries", { webhookId })).items;
const publish = async (type = "order.placed", version = 1, id = `ord_${++count}`, data: object = anOrder({ id })): Promise<Message> => {
	const sender = `${type.split(".")[0]}/${id}`;
	const message: Message = { id: `${sender}/${version}`, type, sender, version, at: 1_000, schema: 1, data };
	await broker.bus.publish({ id: message.id, type, sender, version, json: JSON.stringify(message) });
	return message;
};
const until = (webhookId: string, expected: object) =>
	eventually(async () => expect((await deliveries(webhookId))[0]).toMatchObject(expected));

describe("a webhook", () => {
	it("shows its secret once", async () => {
		const endpoint = await add(["order.placed"], PUBLIC);

		expect(endpoint).toMatchObject({ id: expect.stringMatching(/^whk_/), url: PUBLIC, events: ["order.placed"], status: "active" });
		expect(endpoint.secret).toMatch(/^whsec_/);
		const listed = await call<{ items: Endpoint[] }>("list", {});
		expect(listed.items).toEqual([expect.not.objectContaining({ secret: expect.anything() })]);
		expect(await call("get", { webhookId: endpoint.id })).toEqual(listed.items[0]);
	});

	it("is added once by all attempts of a request", async () => {
		const body = { url: PUBLIC, events: ["order.placed"] };
		const attempt = () => call<Endpoint>("add", body, OPERATOR, { idEnding: "0123456789abcdef0123" });

		const [first, ...others] = await Promise.all([attempt(), attempt(), attempt()]);
		added.push(first!.id);

		expect(others).toEqual([first, first]);
		expect((await call<{ items: Endpoint[] }>("list", {})).items).toHaveLength(1);
	});

	it("is not found after its removal", async () => {
		const { id: webhookId } = await add(["*"]);
		await call("remove", { webhookId });

		for (const action of ["remove", "get", "deliveries"])
			await expect(call(action, { webhookId })).rejects.toMatchObject({ type: "not_found" });
		await publish();
		expect(hits).toEqual([]);
	});

	it.each([
		"http://127.0.0.1/",
		"http://0x7f.1/",
		"http://2130706433/",
		"http://[::ffff:127.0.0.1]/",
		"http://localhost/",
		"ftp://8.8.8.8/",
	])("rejects the address %s", async (url) => {
		await expect(add(["*"], url)).rejects.toMatchObject({ type: "forbidden_url", code: 422 });
	});

	it.each([
		["no URL", { url: "nowhere", events: ["*"] }, "invalid"],
		["no events", { url: PUBLIC, events: [] }, "VALIDATION_ERROR"],
		["an unknown event", { url: PUBLIC, events: ["order.eaten"] }, "VALIDATION_ERROR"],
		["an unknown field", { url: PUBLIC, events: ["*"], secret: "mine" }, "VALIDATION_ERROR"],
	])("is rejected with %s", async (_, body, type) => {
		await expect(call("add", body)).rejects.toMatchObject({ type });
	});

	it("requires an operator", async () => {
		await expect(call("list", {}, { accountId: "acc_1", roles: ["customer"] })).rejects.toMatchObject({ type: "forbidden" });
	});
});

describe("a message", () => {
	it("is signed and has the same data as the feed", async () => {
		const { id, secret } = await add(["order.placed"]);

		const message = await publish();
		await publish("order.accepted");

		await until(id, { status: "delivered", messageId: message.id, attempts: [{ status: 204, error: null }] });
		expect(hits).toHaveLength(1);
		const { body, headers } = hits[0]!;
		expect(JSON.parse(body)).toMatchObject({
			type: "order.placed",
			timestamp: "1970-01-01T00:00:01.000Z",
			data: { createdAt: "1970-01-01T00:00:00.000Z" },
		});
		expect(headers).toMatchObject({ "webhook-id": message.id, "content-type": "application/json" });
		const signature = createHmac("sha256", Buffer.from(secret.slice(6), "base64"))
			.update(`${message.id}.${headers["webhook-timestamp"]}.${body}`)
			.digest("base64");
		expect(headers["webhook-signature"]).toBe(`v1,${signature}`);
		expect(Math.abs(Number(headers["webhook-timestamp"]) - Date.now() / 1_000)).toBeLessThan(5);
	});

	it("arrives once per subscribed webhook, also when redelivered", async () => {
		const [one, other] = [await add(["*"]), await add(["order.placed", "order.ready"])];

		await publish("order.placed", 1, "ord_twice");
		await publish("order.placed", 1, "ord_twice");

		for (const { id } of [one, other]) await until(id, { status: "delivered" });
		expect(hits).toHaveLength(2);
		expect(await deliveries(one.id)).toHaveLength(1);
	});

	it("never contains a person's name", async () => {
		const { id } = await add(["account.registered"]);

		await publish("account.registered", 1, "acc_9", { id: "acc_9", name: "Mina", language: "ko", roles: [], storeId: null, erased: false });

		await until(id, { status: "delivered" });
		expect(JSON.parse(hits[0]!.body).data).toMatchObject({ id: "acc_9", name: null });
	});

	it("is retried within 30 s with the same id", async () => {
		answer = (response) => response.writeHead(hits.length === 1 ? 500 : 200).end();
		const { id } = await add(["*"]);

		await publish();

		await until(id, { status: "waiting", attempts: [{ status: 500 }], nextAttemptAt: expect.stringMatching(/Z$/) });
		expect((await call<Endpoint>("get", { webhookId: id })).failingSince).not.toBeNull();
		await eventually(async () => expect((await deliveries(id))[0]).toMatchObject({ status: "delivered" }));
		expect(new Set(hits.map(({ headers }) => headers["webhook-id"])).size).toBe(1);
		expect((await call<Endpoint>("get", { webhookId: id })).failingSince).toBeNull();
	});

	it("is not attempted before it is due", async () => {
		answer = (response) => response.writeHead(500).end();
		const { id } = await add(["*"]);
		await publish();
		await until(id, { status: "waiting", attempts: [{ status: 500 }] });
		const [delivery] = await deliveries(id);

		await service().attempt((await service().documents.load(delivery!.id))!);

		expect(hits).toHaveLength(1);
	});

	it("does not follow redirects", async () => {
		answer = (response) => response.writeHead(302, { location: address("/elsewhere") }).end();
		const { id } = await add(["*"]);

		await publish();

		await until(id, { status: "waiting", attempts: [{ status: 302 }] });
		expect(hits.map(({ path }) => path)).toEqual(["/in"]);
	});

	it("times out without a response", async () => {
		answer = () => undefined;
		const { id } = await add(["*"], `https://8.8.8.8${SILENT}`);

		await publish();

		await until(id, { status: "waiting", attempts: [{ status: null, error: "timeout" }] });
	});

	it("is not delayed by a slow endpoint", async () => {
		answer = (response, { path }) => void (path === "/in" && response.writeHead(200).end());
		const [slow, quick] = [await add(["*"], `https://8.8.8.8${SILENT}`), await add(["*"])];

		await Promise.all(Array.from({ length: 30 }, () => publish()));

		await eventually(async () => expect((await deliveries(quick.id)).every(({ status }) => status === "delivered")).toBe(true));
		expect((await deliveries(slow.id)).some(({ status }) => status === "delivered")).toBe(false);
	});

	it("cannot be redelivered after its webhook was removed", async () => {
		answer = (response) => response.writeHead(500).end();
		const { id } = await add(["*"]);
		await publish();
		await until(id, { status: "waiting", attempts: [{ status: 500 }] });
		const [delivery] = await deliveries(id);

		await call("remove", { webhookId: id });

		await expect(call("redeliver", { webhookId: id, deliveryId: delivery!.id })).rejects.toMatchObject({ type: "not_found" });
	});

	it("can be redelivered by an operator", async () => {
		const { id: webhookId } = await add(["*"]);
		await publish();
		await until(webhookId, { status: "delivered" });
		const [delivery] = await deliveries(webhookId);

		await call("redeliver", { webhookId, deliveryId: delivery!.id });

		await until(webhookId, { status: "delivered", attempts: [{ status: 204 }, { status: 204 }] });
		const own = hits.filter(({ headers }) => headers["webhook-id"] === delivery!.messageId);
		expect(own).toHaveLength(2);
		const { id: another } = await add(["*"]);
		await expect(call("redeliver", { webhookId: another, deliveryId: delivery!.id })).rejects.toMatchObject({ type: "not_found" });
	});
});

describe("the poster", () => {
	const isHere: Resolve = (_, done) => done(null, [{ address: "127.0.0.1", family: 4 }]);
	const strict = (resolve?: Resolve) => new Poster({ timeoutMs: 1_000, allowPrivate: false, ...(resolve ? { resolve } : undefined) });

	it("never connects to a private address, even if the name changes its address", async () => {
		const { port } = new URL(address("/"));
		const poster = strict(isHere);

		await expect(poster.post(`http://hooks.example.com:${port}/`, {}, "{}")).rejects.toThrow(/not a public address/);
		await expect(poster.post(address("/"), {}, "{}")).rejects.toThrow(/not a public address/);
		await expect(strict().post(`http://0x7f.1:${port}/`, {}, "{}")).rejects.toThrow(/not a public address/);
		expect(hits).toEqual([]);
	});
});
