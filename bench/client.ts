import { Agent, request } from "node:http";

export interface Answer {
	status: number;
	body: Record<string, unknown>;
	retryAfter: number;
}

/** A keep-alive JSON client with little overhead. */
export class Client {
	#agent: Agent;
	#port: number;

	constructor(port: number, connections: number) {
		this.#port = port;
		this.#agent = new Agent({ keepAlive: true, maxSockets: connections });
	}

	call(method: string, path: string, token?: string, body?: object): Promise<Answer> {
		const text = body === undefined ? undefined : JSON.stringify(body);
		const headers = {
			...(token ? { authorization: `Bearer ${token}` } : undefined),
			...(text ? { "content-type": "application/json", "content-length": Buffer.byteLength(text) } : undefined),
		};
		return new Promise((resolve, reject) => {
			const sent = request({ agent: this.#agent, host: "127.0.0.1", port: this.#port, method, path, headers }, (response) => {
				let received = "";
				response.setEncoding("utf8");
				response.on("data", (chunk: string) => {
					received += chunk;
				});
				response.on("end", () => {
					const status = response.statusCode ?? 0;
					resolve({
						status,
						body: received.startsWith("{") ? JSON.parse(received) : {},
						retryAfter: Number(response.headers["retry-after"] ?? 0),
					});
				});
			});
			sent.on("error", reject);
			sent.end(text);
		});
	}

	close(): void {
		this.#agent.destroy();
	}
}

/** Repeats `work` with a number of concurrent callers until the time is up. */
export const closedLoop = async (callers: number, seconds: number, work: (turn: number) => Promise<unknown>): Promise<void> => {
	const until = performance.now() + seconds * 1000;
	let turn = 0;
	const caller = async () => {
		while (performance.now() < until) await work(turn++);
	};
	await Promise.all(Array.from({ length: callers }, caller));
};

export const quantile = (values: number[], share: number): number => {
	const sorted = values.toSorted((a, b) => a - b);
	return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
};
