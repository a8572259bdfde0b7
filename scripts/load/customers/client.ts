import { Agent as HttpAgent, request as httpRequest, type IncomingMessage } from "node:http";
import { Agent as HttpsAgent, request as httpsRequest } from "node:https";

export interface Answer {
	/** 0: no response was received. */
	status: number;
	/** The problem's code, if the response is one. */
	code: string;
	/** Why no response was received. */
	error: string;
	// biome-ignore lint/suspicious/noExplicitAny: a load test reads response bodies freely
	body: any;
	/** From `Retry-After`, in milliseconds. */
	retryAfter: number | undefined;
	/** The header `RateLimit-Policy`. */
	policy: string;
	location: string;
}

export interface RequestOptions {
	token?: string;
	body?: object;
	/** Sent as Idempotency-Key. */
	key?: string;
}

const ERRORS: Record<string, string> = {
	ECONNREFUSED: "connection refused",
	ECONNRESET: "connection reset",
	EPIPE: "connection reset",
	ETIMEDOUT: "connect timeout",
	ABORT_ERR: "timeout",
	ENOTFOUND: "host not found",
	EAI_AGAIN: "host not found",
	EHOSTUNREACH: "host unreachable",
	ENETUNREACH: "network unreachable",
};

const isCertificateError = (code: string): boolean => /CERT|SELF_SIGNED|ALTNAME|ISSUER|UNABLE_TO_VERIFY/.test(code);

/** A readable name for the reason why a request failed. */
export const errorKind = ({ code, message, name }: NodeJS.ErrnoException): string => {
	if (name === "TimeoutError") return "timeout";
	if (code === undefined) return message || "unknown error";
	if (isCertificateError(code)) return `certificate: ${code}`;
	return ERRORS[code] ?? code;
};

const parsed = (text: string): Answer["body"] => {
	try {
		return JSON.parse(text);
	} catch {
		return undefined; // a proxy in between may answer with HTML
	}
};

/** `Retry-After` contains seconds or a date. */
export const retryAfterOf = (text: string | undefined, now = Date.now()): number | undefined => {
	if (!text) return undefined;
	const ms = /^\d+$/.test(text) ? Number(text) * 1000 : Date.parse(text) - now;
	return Number.isNaN(ms) ? undefined : Math.max(0, ms);
};

const NO_ANSWER = { status: 0, code: "", body: undefined, retryAfter: undefined, policy: "", location: "" };

async function read(response: IncomingMessage): Promise<Answer> {
	let text = "";
	for await (const chunk of response.setEncoding("utf8") as AsyncIterable<string>) text += chunk;
	const { headers, statusCode } = response;
	const body = parsed(text);
	return {
		status: statusCode ?? 0,
		code: typeof body?.code === "string" ? body.code : "",
		error: "",
		body,
		retryAfter: retryAfterOf(headers["retry-after"]),
		policy: String(headers["ratelimit-policy"] ?? ""),
		location: headers.location ?? "",
	};
}

/** An HTTP client for one address with keep-alive connections. Neither follows redirects nor retries. */
export class Client {
	readonly base: URL;
	readonly #agent: HttpAgent;
	readonly #timeoutMs: number;

	constructor(base: URL, { insecure = false, timeoutMs }: { insecure?: boolean; timeoutMs: number }) {
		this.base = base;
		this.#timeoutMs = timeoutMs;
		const isSecure = base.protocol === "https:";
		this.#agent = isSecure ? new HttpsAgent({ keepAlive: true, rejectUnauthorized: !insecure }) : new HttpAgent({ keepAlive: true });
	}

	/** Never rejects: a failed request is a result as well. */
	async send(method: string, path: string, options: RequestOptions = {}): Promise<Answer> {
		const signal = AbortSignal.timeout(this.#timeoutMs);
		try {
			return await read(await this.#open(method, path, options, signal));
		} catch (error) {
			return { ...NO_ANSWER, error: errorKind(signal.aborted ? signal.reason : error) };
		}
	}

	close(): void {
		this.#agent.destroy();
	}

	#open(method: string, path: string, { body, key, token }: RequestOptions, signal: AbortSignal): Promise<IncomingMessage> {
		const text = body === undefined ? undefined : JSON.stringify(body);
		const headers = {
			accept: "application/json",
			...(token ? { authorization: `Bearer ${token}` } : undefined),
			...(key ? { "idempotency-key": key } : undefined),
			...(text === undefined ? undefined : { "content-type": "application/json", "content-length": Buffer.byteLength(text) }),
		};
		const url = new URL(this.base.pathname.replace(/\/$/, "") + path, this.base);
		const request = url.protocol === "https:" ? httpsRequest : httpRequest;
		const { promise, reject, resolve } = Promise.withResolvers<IncomingMessage>();
		request(url, { method, headers, agent: this.#agent, signal }, resolve).on("error", reject).end(text);
		return promise;
	}
}
