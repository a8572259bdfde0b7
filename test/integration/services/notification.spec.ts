import { createHmac } from "node:crypto";
import { once } from "node:events";
import { createServer, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { type People, people } from "../../e2e/support/api.ts";
import { System } from "../../e2e/support/system.ts";
import { eventually } from "../../support/eventually.ts";

const ORDER = {
	storeId: "hongdae",
	kind: "goods",
	fulfilment: "pickup",
	lines: [{ productId: "americano", quantity: 1 }],
	payment: { timing: "on_receipt" },
};
const STATUSES = ["ready", "preparing", "accepted", "submitted"];

interface Hit {
	id: string;
	type: string;
	orderId: string;
	isSigned: boolean;
}

let system: System;
let who: People;
let receiver: Server;
let secret = "";
let hits: Hit[];
let answer: (response: ServerResponse) => void;

const isSigned = (headers: NodeJS.Dict<string | string[]>, body: string): boolean => {
	const { "webhook-id": id, "webhook-signature": signature, "webhook-timestamp": seconds } = headers;
	const key = Buffer.from(secret.slice("whsec_".length), "base64");
	return signature === `v1,${createHmac("sha256", key).update(`${id}.${seconds}.${body}`).digest("base64")}`;
};

beforeAll(async () => {
	receiver = createServer(async (request, response) => {
		const body = await text(request);
		const { data, type } = JSON.parse(body);
		hits.push({ id: String(request.headers["webhook-id"]), type, orderId: data.id, isSigned: isSigned(request.headers, body) });
		answer(response);
	});
	await once(receiver.listen(0, "127.0.0.1"), "listening");
	system = await (await System.prepare("one", { WEBHOOK_ALLOW_PRIVATE: "true" })).start();
	who = await people(system.base);
});

beforeEach(() => {
	hits = [];
	answer = (response) => response.writeHead(204).end();
});

afterAll(async () => {
	await system?.remove();
	receiver.closeAllConnections();
	receiver.close();
});

const subscribeTo = async (events: string[]): Promise<string> => {
	const url = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/hook`;
	const { body, headers, status } = await who.operator.post("/v1/webhooks", { url, events });
	expect([status, headers.get("location")]).toEqual([201, `/v1/webhooks/${body.id}`]);
	secret = body.secret;
	return body.id;
};
const order = async (): Promise<string> => (await who.customer.post("/v1/orders", ORDER)).body.id;
const inbox = async (orderId: string) => {
	const { items } = (await who.customer.get("/v1/notifications?limit=100")).body as {
		items: { id: string; orderId: string; status: string }[];
	};
	return items.filter((item) => item.orderId === orderId);
};

describe("a customer", () => {
	it("is notified of each status once, and can mark it as read", async () => {
		const orderId = await order();

		await eventually(async () => expect((await inbox(orderId)).map(({ status }) => status)).toEqual(STATUSES));
		const [newest] = await inbox(orderId);
		const read = await who.customer.post(`/v1/notifications/${newest!.id}/read`);

		expect([read.status, read.body]).toEqual([200, { ...newest, readAt: expect.stringMatching(/Z$/) }]);
		expect((await who.rider.post(`/v1/notifications/${newest!.id}/read`)).status).toBe(404);
		expect((await who.anonymous.get("/v1/notifications")).status).toBe(401);
	});
});

describe("a webhook", () => {
	it("receives signed order messages until it is removed", async () => {
		const webhook = await subscribeTo(["order.submitted", "order.ready"]);

		const orderId = await order();

		await eventually(() => expect(hits.map(({ type }) => type).sort()).toEqual(["order.ready", "order.submitted"]));
		expect(hits.every((hit) => hit.isSigned && hit.orderId === orderId)).toBe(true);
		await eventually(async () => {
			const { items } = (await who.customer.get(`/v1/orders/${orderId}/history`)).body as { items: { id: string }[] };
			expect(items.map(({ id }) => id)).toEqual(expect.arrayContaining(hits.map(({ id }) => id)));
		});
		expect((await who.operator.call("DELETE", `/v1/webhooks/${webhook}`)).status).toBe(204);
		expect((await who.operator.get(`/v1/webhooks/${webhook}/deliveries`)).status).toBe(404);
		expect((await who.customer.get("/v1/webhooks")).status).toBe(403);
	});

	it("receives a message again if the process was killed while sending it", async () => {
		answer = () => undefined;
		const webhook = await subscribeTo(["order.submitted"]);
		const orderId = await order();
		await eventually(() => expect(hits).toHaveLength(1));

		await system.kill();
		answer = (response) => response.writeHead(204).end();
		await system.start();

		await eventually(() => expect(hits).toHaveLength(2));
		expect(hits[1]).toEqual({ ...hits[0], orderId, isSigned: true });
		const path = `/v1/webhooks/${webhook}/deliveries`;
		const { items } = await who.operator.until(path, { items: [{ status: "delivered", attempts: [{ status: 204 }] }] });
		const redelivered = await who.operator.post(`${path}/${items[0].id}/redeliver`);
		expect(redelivered.status).toBe(200);
		await eventually(() => expect(hits.map(({ id }) => id)).toEqual([hits[0]!.id, hits[0]!.id, hits[0]!.id]));
	});
});
