import { deepStrictEqual } from "node:assert";
import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";

// biome-ignore lint/suspicious/noExplicitAny: whoever reads an example wants to see the fields, not their types
type Body = any;

interface Answer {
	status: number;
	body: Body;
}

const PATIENCE = 180_000;
const LOOK_EVERY = 50;

export const HOME = { address: "서울 마포구 월드컵로 1", lat: 37.556, lng: 126.91 };
export const OFFICE = { address: "서울 강남구 테헤란로 1", lat: 37.498, lng: 127.03 };

/** Somebody at the API, who tells what they do. */
export class Person {
	readonly #name: string;
	readonly #base: string;
	readonly #token: string | undefined;

	constructor(name: string, base: string, token?: string) {
		this.#name = name;
		this.#base = base;
		this.#token = token;
	}

	async #ask(method: string, path: string, body?: object): Promise<Answer> {
		const headers = {
			...(this.#token && { authorization: `Bearer ${this.#token}` }),
			...(body && { "content-type": "application/json" }),
			// The same for each attempt, so that a POST has its effect once.
			...(method === "POST" && { "idempotency-key": randomUUID() }),
		};
		for (const until = Date.now() + PATIENCE; ; ) {
			const response = await fetch(this.#base + path, { method, headers, ...(body && { body: JSON.stringify(body) }) });
			const answer = { status: response.status, body: JSON.parse((await response.text()) || "null") };
			if (answer.status !== 503 || Date.now() > until) return answer;
			await sleep(Number(response.headers.get("retry-after") ?? 1) * 1000);
		}
	}

	/** What must go well. */
	async #do(method: string, path: string, body?: object): Promise<Body> {
		const answer = await this.#ask(method, path, body);
		this.#tell(method, path, answer);
		if (answer.status >= 300)
			throw new Error(`${this.#name}: ${method} ${path} was answered ${answer.status} ${JSON.stringify(answer.body)}`);
		return answer.body;
	}

	#tell(method: string, path: string, { body, status }: Answer): void {
		const word = body?.code ?? body?.status;
		console.log(
			`  ${this.#name.padEnd(9)} ${method.padEnd(4)} ${path} → ${status}${word === undefined || word === status ? "" : ` ${word}`}`,
		);
	}

	look = async (path: string): Promise<Body> => (await this.#ask("GET", path)).body;
	post = (path: string, body?: object): Promise<Body> => this.#do("POST", path, body);
	put = (path: string, body: object): Promise<Body> => this.#do("PUT", path, body);

	/** Something that the rules forbid. */
	async isRefused(path: string, code: string, body?: object): Promise<void> {
		const answer = await this.#ask("POST", path, body);
		this.#tell("POST", path, answer);
		deepStrictEqual(answer.body?.code, code);
	}

	/** Waits until a resource shows this. */
	async canRead(path: string, expected: Record<string, unknown>): Promise<Body> {
		const wanted = Object.entries(expected);
		for (const until = Date.now() + PATIENCE; ; await sleep(LOOK_EVERY)) {
			const body = await this.look(path);
			const isThere = body && wanted.every(([field, value]) => body[field] === value);
			if (isThere) console.log(`  ${this.#name.padEnd(9)} sees ${path} ${wanted.map(([field, value]) => `${field} ${value}`).join(", ")}`);
			if (isThere) return body;
			if (Date.now() > until) throw new Error(`${this.#name} waited for ${JSON.stringify(expected)}, but sees ${JSON.stringify(body)}`);
		}
	}
}

/** The demo's people, and strangers. */
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

	/** Somebody who has never been here. */
	async newcomer(): Promise<Person> {
		const phone = `010${String(Math.floor(Math.random() * 1e8)).padStart(8, "0")}`;
		await new Person("newcomer", this.#base).post("/v1/accounts", { phone, password: "demo-1234", name: "새 손님" });
		return this.signIn("newcomer", phone);
	}
}
