import { Agent, request } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";

const POLL_INTERVAL_MS = 200;
const HEALTH_TIMEOUT_MS = 1_500;
/** Longer than any response of the gateway takes. */
const RESPONSE_TIMEOUT_MS = 15_000;
/** Shorter than the gateway's, longer than any response takes. */
const IDLE_TIMEOUT_MS = 30_000;

export interface Reply {
	/** 0: the connection failed. */
	status: number;
	/** The problem's code, or the connection error's. */
	code: string;
	// biome-ignore lint/suspicious/noExplicitAny: drills read response bodies freely
	body: any;
	/** In milliseconds. */
	retryAfter: number;
	took: number;
}

export interface RequestOptions {
	token?: string;
	body?: object;
	/** Sent as Idempotency-Key. */
	key?: string;
}

/** One gateway behind the balancer. */
class Target {
	/** Closes idle connections before the gateway does, so that no request meets a connection that is being closed. */
	readonly agent = new Agent({ keepAlive: true, timeout: IDLE_TIMEOUT_MS });
	readonly port: number;
	isReady = true;

	constructor(address: string) {
		this.port = Number(new URL(address).port);
	}
}

/** Sends requests to the gateways in turn over keep-alive connections, and skips gateways that are not ready. */
export class Balancer {
	#targets: Target[];
	#turn = 0;
	#closed = false;

	constructor(addresses: string[]) {
		this.#targets = addresses.map((address) => new Target(address));
		for (const target of this.#targets) void this.#watch(target);
	}

	async call(method: string, path: string, options: RequestOptions = {}): Promise<Reply> {
		const startedAt = performance.now();
		let reply = await this.#send(method, path, options);
		// Nothing was sent, so it is safe to try another gateway.
		for (let others = this.#targets.length - 1; reply.code === "ECONNREFUSED" && others > 0; others--)
			reply = await this.#send(method, path, options);
		return { ...reply, took: performance.now() - startedAt };
	}

	close(): void {
		this.#closed = true;
		for (const { agent } of this.#targets) agent.destroy();
	}

	async #send(method: string, path: string, options: RequestOptions): Promise<Omit<Reply, "took">> {
		const target = this.#next();
		return send(target, method, path, options, RESPONSE_TIMEOUT_MS).catch(({ code, message }: NodeJS.ErrnoException) => {
			if (code === "ECONNREFUSED") target.isReady = false;
			return { status: 0, code: code ?? message, body: undefined, retryAfter: 0 };
		});
	}

	/** If none is ready, tries any of them. */
	#next(): Target {
		const ready = this.#targets.filter(({ isReady }) => isReady);
		const candidates = ready.length > 0 ? ready : this.#targets;
		return candidates[this.#turn++ % candidates.length]!;
	}

	async #watch(target: Target): Promise<void> {
		for (; !this.#closed; await sleep(POLL_INTERVAL_MS)) {
			const health = await send(target, "GET", "/health/ready", {}, HEALTH_TIMEOUT_MS).catch(() => undefined);
			target.isReady = health?.status === 200;
		}
	}
}

const parsed = (text: string) => (/^[[{]/.test(text) ? JSON.parse(text) : {});

const send = ({ agent, port }: Target, method: string, path: string, { body, key, token }: RequestOptions, timeout: number) => {
	const text = body === undefined ? undefined : JSON.stringify(body);
	const headers = {
		...(token ? { authorization: `Bearer ${token}` } : undefined),
		...(key ? { "idempotency-key": key } : undefined),
		...(text ? { "content-type": "application/json", "content-length": Buffer.byteLength(text) } : undefined),
	};
	const { promise, reject, resolve } = Promise.withResolvers<Omit<Reply, "took">>();
	const sent = request({ agent, host: "127.0.0.1", port, method, path, headers, timeout }, (response) => {
		let received = "";
		response.setEncoding("utf8").on("data", (chunk: string) => {
			received += chunk;
		});
		response.on("error", reject);
		response.on("end", () => {
			const body = parsed(received);
			resolve({
				status: response.statusCode ?? 0,
				code: body.code ?? "",
				body,
				retryAfter: Number(response.headers["retry-after"] ?? 0) * 1000,
			});
		});
	});
	sent.on("timeout", () => sent.destroy(Object.assign(new Error("timeout"), { code: "TIMEOUT" })));
	sent.on("error", reject);
	sent.end(text);
	return promise;
};
