import { deepStrictEqual } from "node:assert";
import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";

// biome-ignore lint/suspicious/noExplicitAny: examples show fields, not types
type Body = any;

interface Answer {
	status: number;
	body: Body;
}

const TIMEOUT_MS = 180_000;
const POLL_INTERVAL_MS = 50;

export const HOME = { address: "서울 마포구 월드컵로 1", lat: 37.556, lng: 126.91 };
export const OFFICE = { address: "서울 강남구 테헤란로 1", lat: 37.498, lng: 127.03 };

/** A user of the API. Prints each request. */
export class Person {
	readonly #name: string;
	readonly #base: string;
	readonly #token: string | undefined;

	constructor(name: string, base: string, token?: string) {
		this.#name = name;
		this.#base = base;
		this.#token = token;
	}

	async #send(method: string, path: string, body?: object): Promise<Answer> {
		const headers = {
			...(this.#token && { authorization: `Bearer ${this.#token}` }),
			...(body && { "content-type": "application/json" }),
			// One key for all attempts, so that a POST takes effect once.
			...(method === "POST" && { "idempotency-key": randomUUID() }),
		};
		for (const until = Date.now() + TIMEOUT_MS; ; ) {
			const response = await fetch(this.#base + path, { method, headers, ...(body && { body: JSON.stringify(body) }) });
			const answer = { status: response.status, body: JSON.parse((await response.text()) || "null") };
			if (answer.status !== 503 || Date.now() > until) return answer;
			await sleep(Number(response.headers.get("retry-after") ?? 1) * 1000);
		}
	}

	/** Sends a request that must succeed. */
	async #sendOk(method: string, path: string, body?: object): Promise<Body> {
		const answer = await this.#send(method, path, body);
		this.#print(method, path, answer);
		if (answer.status >= 300)
			throw new Error(`${this.#name}: ${method} ${path} failed with ${answer.status} ${JSON.stringify(answer.body)}`);
		return answer.body;
	}

	#print(method: string, path: string, { body, status }: Answer): void {
		const outcome = body?.code ?? body?.status;
		console.log(
			`  ${this.#name.padEnd(9)} ${method.padEnd(4)} ${path} → ${status}${outcome === undefined || outcome === status ? "" : ` ${outcome}`}`,
		);
	}

	get = async (path: string): Promise<Body> => (await this.#send("GET", path)).body;
	post = (path: string, body?: object): Promise<Body> => this.#sendOk("POST", path, body);
	put = (path: string, body: object): Promise<Body> => this.#sendOk("PUT", path, body);

	/** Sends a POST that must fail with a problem code. */
	async expectError(path: string, code: string, body?: object): Promise<void> {
		const answer = await this.#send("POST", path, body);
		this.#print("POST", path, answer);
		deepStrictEqual(answer.body?.code, code);
	}

	/** Polls a resource until its fields have these values. */
	async waitFor(path: string, expected: Record<string, unknown>): Promise<Body> {
		const fields = Object.entries(expected);
		for (const until = Date.now() + TIMEOUT_MS; ; await sleep(POLL_INTERVAL_MS)) {
			const body = await this.get(path);
			const matches = body && fields.every(([field, value]) => body[field] === value);
			if (matches) console.log(`  ${this.#name.padEnd(9)} sees ${path} ${fields.map(([field, value]) => `${field} ${value}`).join(", ")}`);
			if (matches) return body;
			if (Date.now() > until) throw new Error(`${this.#name} waited for ${JSON.stringify(expected)}, but got ${JSON.stringify(body)}`);
		}
	}
}

/** Signs in the demo's users, or registers new ones. */
export class Shop {
	readonly #base: string;

	constructor(base: string) {
		this.#base = base;
	}

	async signIn(name: string, phone: string, password = "demo-1234"): Promise<Person> {
		const { token } = await new Person(name, this.#base).post("/v1/sessions", { phone, password });
		return new Person(name, this.#base, token);
	}

	customer = (): Promise<Person> => this.signIn("customer", "01000000001");
	gangnam = (): Promise<Person> => this.signIn("gangnam", "01000000002");
	rider = (): Promise<Person> => this.signIn("rider", "01000000003");
	operator = (): Promise<Person> => this.signIn("operator", "01000000004");
	hongdae = (): Promise<Person> => this.signIn("hongdae", "01000000005");

	/** A newly registered customer. */
	async newcomer(): Promise<Person> {
		const phone = `010${String(Math.floor(Math.random() * 1e8)).padStart(8, "0")}`;
		const newcomer = new Person("newcomer", this.#base);
		const { code } = await newcomer.post("/v1/codes", { phone, purpose: "sign_up" });
		const consent = { terms: "2026-07-01", privacy: "2026-07-01" };
		await newcomer.post("/v1/accounts", { phone, password: "demo-1234", name: "새 손님", code, consent });
		return this.signIn("newcomer", phone);
	}
}
