import { randomUUID } from "node:crypto";
import { eventually } from "../../support/eventually.ts";

export interface Answer {
	status: number;
	headers: Headers;
	// biome-ignore lint/suspicious/noExplicitAny: tests read response bodies freely
	body: any;
}

const PHONES = {
	customer: "01000000001",
	gangnam: "01000000002",
	rider: "01000000003",
	operator: "01000000004",
	hongdae: "01000000005",
} as const;

/** A client of the REST API for one user. */
export class Api {
	#base: string;
	#token: string | undefined;

	constructor(base: string, token?: string) {
		this.#base = base;
		this.#token = token;
	}

	async call(method: string, path: string, body?: unknown, headers: Record<string, string> = {}): Promise<Answer> {
		const response = await fetch(this.#base + path, {
			method,
			headers: {
				...(this.#token ? { authorization: `Bearer ${this.#token}` } : undefined),
				...(body === undefined ? undefined : { "content-type": "application/json" }),
				...headers,
			},
			...(body === undefined ? undefined : { body: typeof body === "string" ? body : JSON.stringify(body) }),
		});
		const text = await response.text();
		return { status: response.status, headers: response.headers, body: text ? JSON.parse(text) : undefined };
	}

	get = (path: string, headers?: Record<string, string>) => this.call("GET", path, undefined, headers);
	post = (path: string, body?: unknown, headers?: Record<string, string>) => this.call("POST", path, body, headers);
	/** Retries a POST while the system is busy, with one idempotency key, so that it takes effect once. */
	postWithRetry = (path: string, body?: unknown): Promise<Answer> => {
		const headers = { "idempotency-key": randomUUID() };
		return eventually(async () => {
			const answer = await this.post(path, body, headers);
			if (answer.status === 503 || answer.body?.code === "idempotency_key_in_flight")
				throw new Error(`POST ${path}: ${answer.status} ${JSON.stringify(answer.body)}`);
			return answer;
		});
	};
	put = (path: string, body: unknown) => this.call("PUT", path, body);
	patch = (path: string, body: unknown) => this.call("PATCH", path, body);

	/** Retries, because a cluster's gateway may be ready before the account service. */
	async signIn(phone: string, password = "demo-1234"): Promise<Api> {
		return eventually(async () => {
			const { status, body } = await this.post("/v1/sessions", { phone, password });
			if (status !== 201) throw new Error(`sign-in of ${phone}: ${status} ${JSON.stringify(body)}`);
			return new Api(this.#base, body.token);
		});
	}

	/** Polls a resource until it matches. Returns its body. */
	async until(path: string, expected: object): Promise<Answer["body"]> {
		return eventually(async () => {
			const { body } = await this.get(path);
			expect(body).toMatchObject(expected);
			return body;
		});
	}
}

/** Clients of the demo's users. */
export interface People {
	anonymous: Api;
	customer: Api;
	gangnam: Api;
	rider: Api;
	operator: Api;
	hongdae: Api;
}

export const people = async (base: string): Promise<People> => {
	const anonymous = new Api(base);
	const signedIn = await Promise.all(Object.entries(PHONES).map(async ([name, phone]) => [name, await anonymous.signIn(phone)] as const));
	return { anonymous, ...(Object.fromEntries(signedIn) as Omit<People, "anonymous">) };
};
