import { Agent, request } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";

const LOOK_EVERY = 200;
const LOOK_WITHIN = 1_500;
/** Longer than the gateway gives any answer. */
const ANSWER_WITHIN = 15_000;

export interface Reply {
	/** 0: the connection broke, or there was none. */
	status: number;
	/** Of a problem, or of the broken connection. */
	code: string;
	// biome-ignore lint/suspicious/noExplicitAny: drills look into answers freely
	body: any;
	/** In milliseconds. */
	retryAfter: number;
	took: number;
}

export interface Asked {
	token?: string;
	body?: object;
	/** Idempotency-Key. */
	key?: string;
}

/** A gateway, as a load balancer sees it. */
class Target {
	readonly agent = new Agent({ keepAlive: true });
	readonly port: number;
	isReady = true;

	constructor(address: string) {
		this.port = Number(new URL(address).port);
	}
}

/** Hands requests to the gateways in turn, over connections kept alive, and passes over those that say they are not ready. */
export class Balancer {
	#targets: Target[];
	#turn = 0;
	#closed = false;

	constructor(addresses: string[]) {
		this.#targets = addresses.map((address) => new Target(address));
		for (const target of this.#targets) void this.#watch(target);
	}

	async call(method: string, path: string, asked: Asked = {}): Promise<Reply> {
		const began = performance.now();
		let reply = await this.#send(method, path, asked);
		// Nothing was sent, so another may have it.
		for (let others = this.#targets.length - 1; reply.code === "ECONNREFUSED" && others > 0; others--)
			reply = await this.#send(method, path, asked);
		return { ...reply, took: performance.now() - began };
	}

	close(): void {
		this.#closed = true;
		for (const { agent } of this.#targets) agent.destroy();
	}

	async #send(method: string, path: string, asked: Asked): Promise<Omit<Reply, "took">> {
		const target = this.#next();
		return send(target, method, path, asked, ANSWER_WITHIN).catch(({ code, message }: NodeJS.ErrnoException) => {
			if (code === "ECONNREFUSED") target.isReady = false;
			return { status: 0, code: code ?? message, body: undefined, retryAfter: 0 };
		});
	}

	/** When none is ready, any may still do what is asked. */
	#next(): Target {
		const ready = this.#targets.filter(({ isReady }) => isReady);
		const among = ready.length > 0 ? ready : this.#targets;
		return among[this.#turn++ % among.length]!;
	}

	async #watch(target: Target): Promise<void> {
		for (; !this.#closed; await sleep(LOOK_EVERY)) {
			const seen = await send(target, "GET", "/health/ready", {}, LOOK_WITHIN).catch(() => undefined);
			target.isReady = seen?.status === 200;
		}
	}
}

const parsed = (text: string) => (/^[[{]/.test(text) ? JSON.parse(text) : {});

const send = ({ agent, port }: Target, method: string, path: string, { body, key, token }: Asked, timeout: number) => {
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
			const answer = parsed(received);
			resolve({
				status: response.statusCode ?? 0,
				code: answer.code ?? "",
				body: answer,
				retryAfter: Number(response.headers["retry-after"] ?? 0) * 1000,
			});
		});
	});
	sent.on("timeout", () => sent.destroy(Object.assign(new Error("no answer"), { code: "NO_ANSWER" })));
	sent.on("error", reject);
	sent.end(text);
	return promise;
};
