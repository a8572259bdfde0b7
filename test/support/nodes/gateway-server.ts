import type { Server } from "node:http";
import type { AddressInfo } from "node:net";
import { type BrokerOptions, type Service, ServiceBroker, type ServiceSchema } from "moleculer";
import type { Role } from "../../../lib/auth/caller.ts";

Object.assign(process.env, {
	PORT: "0",
	LOG_LEVEL: process.env.LOG_LEVEL ?? "fatal",
	CORS_ORIGINS: "https://shop.example",
	STORE_URL: "sqlite::memory:",
	OPEN_ORDERS: process.env.OPEN_ORDERS ?? "100000",
	RATE_LIMIT_PER_SECOND: process.env.RATE_LIMIT_PER_SECOND ?? "100000",
	RATE_LIMIT_SESSIONS_PER_MINUTE: process.env.RATE_LIMIT_SESSIONS_PER_MINUTE ?? "100000",
});

// The settings are read on first use, so they have to be set above.
const { brokerOptions } = await import("../../../moleculer.config.ts");
const { default: gateway } = await import("../../../services/gateway/gateway.service.ts");
const { signToken } = await import("../../../lib/auth/tokens.ts");

export const newBroker = (services: ServiceSchema[] = [], options: Partial<BrokerOptions> = {}): ServiceBroker => {
	const broker = new ServiceBroker({ ...brokerOptions(), skipProcessEventRegistration: true, ...options });
	for (const service of services) broker.createService(service);
	return broker;
};

export interface Signed {
	sub?: string;
	roles?: Role[];
	storeId?: string;
	jti?: string;
	expiresAt?: number;
}

export const bearer = async ({
	expiresAt = Date.now() + 60_000,
	jti = "ses_1",
	roles = ["customer"],
	sub = "acc_1",
	storeId,
}: Signed = {}) => `Bearer ${await signToken({ sub, roles, jti, storeId }, expiresAt)}`;

export interface Answer {
	status: number;
	headers: Headers;
	// biome-ignore lint/suspicious/noExplicitAny: any JSON value or text
	body: any;
}

/** The first chunk of a stream, which does not end. */
const firstChunkOf = async ({ body }: Response): Promise<string> => {
	const reader = body!.getReader();
	const { value } = await reader.read();
	await reader.cancel();
	return new TextDecoder().decode(value);
};

export class GatewayServer {
	readonly broker: ServiceBroker;
	readonly #gateway: Service & { server: Server };

	private constructor(broker: ServiceBroker, service: Service) {
		this.broker = broker;
		this.#gateway = service as Service & { server: Server };
	}

	/** Serves the pages of a folder; by default none, so that tests do not depend on a build. */
	static async start(services: ServiceSchema[], options: Partial<BrokerOptions> = {}, pages = ""): Promise<GatewayServer> {
		const broker = newBroker(services, options);
		const schema = { ...gateway, settings: { ...gateway.settings, pages } };
		const server = new GatewayServer(broker, broker.createService(schema as unknown as ServiceSchema));
		await broker.start();
		return server;
	}

	get port(): number {
		return (this.#gateway.server.address() as AddressInfo).port;
	}

	async send(method: string, path: string, init: { body?: unknown; as?: Signed; headers?: Record<string, string> } = {}): Promise<Answer> {
		const headers = new Headers(init.headers);
		if (init.as) headers.set("authorization", await bearer(init.as));
		const isJson = init.body !== undefined && typeof init.body !== "string";
		if (isJson) headers.set("content-type", "application/json");
		const body = isJson ? JSON.stringify(init.body) : (init.body as string | undefined);
		const response = await fetch(`http://127.0.0.1:${this.port}${path}`, {
			method,
			headers,
			...(body === undefined ? undefined : { body }),
		});
		const type = response.headers.get("content-type") ?? "";
		const text = await (type.startsWith("text/event-stream") ? firstChunkOf(response) : response.text());
		return { status: response.status, headers: response.headers, body: text && type.includes("json") ? JSON.parse(text) : text };
	}

	stop(): Promise<void> {
		return this.broker.stop();
	}
}
