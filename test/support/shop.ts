import type { ServiceSchema } from "moleculer";
import { eventually } from "./eventually.ts";
import type { Answer, GatewayServer as Gateway, Signed } from "./nodes/gateway-server.ts";

Object.assign(process.env, {
	RATE_LIMIT_PER_SECOND: "100000",
	OPEN_ORDERS: process.env.OPEN_ORDERS ?? "100000",
	RATE_LIMIT_SESSIONS_PER_MINUTE: "100000",
	WEBHOOK_ALLOW_PRIVATE: "true",
});

const { GatewayServer } = await import("./nodes/gateway-server.ts");
const { loadServices } = await import("./services.ts");
const { report } = await import("../../lib/broker/node-report.ts");

const HOME = { address: "서울 마포구 월드컵로 1", lat: 37.556, lng: 126.91 };

/** Callers, by their relation to the shop's first order. */
export const CALLERS = {
	nobody: undefined,
	customer: { sub: "acc_demo_customer", roles: ["customer"] },
	anotherCustomer: { sub: "acc_another", roles: ["customer"] },
	staff: { sub: "acc_demo_gangnam", roles: ["staff"], storeId: "gangnam" },
	anotherStaff: { sub: "acc_demo_hongdae", roles: ["staff"], storeId: "hongdae" },
	rider: { sub: "acc_demo_rider", roles: ["rider"] },
	anotherRider: { sub: "acc_another_rider", roles: ["rider"] },
	operator: { sub: "acc_demo_operator", roles: ["operator"] },
} as const satisfies Record<string, Signed | undefined>;
export type CallerName = keyof typeof CALLERS;

/** The demo with every service in one process, and one resource of each kind that a path can name. */
export class Shop {
	readonly server: Gateway;
	readonly ids: Record<string, string> = {
		storeId: "gangnam",
		productId: "latte",
		categoryId: "coffee",
		groupId: "milk",
		itemId: "milk:oat",
		accountId: "acc_demo_hongdae",
		customerId: "acc_demo_rude",
	};
	/** An order in transit, one that waits for its payment, and one that waits for the store. */
	readonly orderIds: string[] = [];
	/** All requests with their answers. */
	readonly log: { method: string; path: string; answer: Answer }[] = [];
	#sessions = 0;

	private constructor(server: Gateway) {
		this.server = server;
	}

	static async open(): Promise<Shop> {
		const schemas = (await loadServices()).map(({ schema }) => schema as ServiceSchema);
		const shop = new Shop(await GatewayServer.start([...schemas.filter(({ name }) => name !== "gateway"), report]));
		await shop.#fill().catch(async (error) => {
			await shop.close();
			throw error;
		});
		return shop;
	}

	close(): Promise<void> {
		return this.server.stop();
	}

	/** Each call has its own session, so that ending one does not end the others. */
	async send(
		who: CallerName | Signed,
		method: string,
		path: string,
		init: { body?: unknown; headers?: Record<string, string> } = {},
	): Promise<Answer> {
		const caller: Signed | undefined = typeof who === "string" ? CALLERS[who] : who;
		const as = caller && { ...caller, jti: `ses_${++this.#sessions}` };
		const answer = await this.server.send(method, path, { ...init, ...(as ? { as } : undefined) });
		this.log.push({ method, path: path.split("?", 1)[0]!, answer });
		return answer;
	}

	/** Fills in the ids of existing resources; `which` selects the order. */
	pathOf(path: string, which = 0): string {
		const ids: Record<string, string | undefined> = { ...this.ids, orderId: this.orderIds[which % this.orderIds.length] };
		return path.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(ids[name] ?? "none"));
	}

	/** Returns the body of a call that must succeed. */
	async made(name: CallerName, method: string, path: string, body?: unknown): Promise<Answer["body"]> {
		const answer = await this.send(name, method, path, { body });
		if (answer.status >= 300) throw new Error(`${method} ${path}: ${answer.status} ${JSON.stringify(answer.body)}`);
		return answer.body;
	}

	/** Creates a webhook for all messages, a quote, and orders; a rider carries the first. */
	async #fill(): Promise<void> {
		const webhook = await this.made("operator", "POST", "/v1/webhooks", { url: "http://127.0.0.1:9/hook", events: ["*"] });
		const ride = { from: HOME, to: HOME, size: "small", weightKg: 1 };
		const quote = await this.made("customer", "POST", "/v1/quotes", ride);
		const toCarry = await this.place({ fulfilment: "delivery", destination: HOME, payment: { timing: "on_receipt" } });
		const toPay = await this.place({ fulfilment: "pickup", payment: { timing: "prepaid" } });
		const toAccept = await this.place({ fulfilment: "pickup", payment: { timing: "on_receipt" } });
		this.orderIds.push(toCarry, toPay, toAccept);
		this.ids.pictureId = (await this.made("operator", "GET", "/v1/catalogue/products/latte")).image.split("/").pop();
		Object.assign(this.ids, { webhookId: webhook.id, quoteId: quote.id });
		await this.#carry(toCarry);
		this.ids.notificationId = await this.#firstOf("customer", "/v1/notifications");
		this.ids.deliveryId = await this.#firstOf("operator", `/v1/webhooks/${webhook.id}/deliveries`);
	}

	async place(request: object): Promise<string> {
		const lines = [{ productId: "latte", quantity: 1 }];
		return (await this.made("customer", "POST", "/v1/orders", { storeId: "gangnam", kind: "goods", lines, ...request })).id;
	}

	async #carry(id: string): Promise<void> {
		await eventually(() => this.made("staff", "POST", `/v1/stores/gangnam/orders/${id}/accept`));
		await eventually(() => this.made("staff", "POST", `/v1/brews/${id}/start`));
		await this.made("staff", "POST", `/v1/brews/${id}/complete`);
		await eventually(() => this.made("staff", "POST", `/v1/deliveries/${id}/assign`, { riderId: CALLERS.rider.sub }));
		await this.made("rider", "POST", `/v1/deliveries/${id}/accept`);
		await eventually(() => this.made("rider", "POST", `/v1/deliveries/${id}/depart`));
		await eventually(() => this.made("rider", "GET", `/v1/orders/${id}`));
	}

	#firstOf(name: CallerName, path: string): Promise<string> {
		return eventually(async () => {
			const { items } = await this.made(name, "GET", path);
			if (items.length === 0) throw new Error(`${path} is empty`);
			return items[0].id;
		});
	}
}
