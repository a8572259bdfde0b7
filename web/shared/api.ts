import { noteServerTime } from "./clock.ts";
import { language } from "./i18n.ts";
import { type Code, Problem } from "./problem.ts";
import { end, session } from "./session.ts";
import { texts } from "./texts.ts";

const PATIENCE_MS = 10_000;
const LONGEST_PAUSE_MS = 5_000;
const TRIES = 3;

export interface Answer<Body> {
	status: number;
	body: Body;
	/** For what is still open: ask again after so long. */
	retryAfterMs: number | undefined;
}

interface Asked {
	body?: object | undefined;
	/** Of a command: a repetition gets the first answer again. */
	key?: string | undefined;
	/** Of a change: it must still be this version. */
	version?: number | undefined;
}

const headersFor = ({ body, key, version }: Asked): Record<string, string> => ({
	"Accept-Language": language.value,
	...(session.value ? { Authorization: `Bearer ${session.value.token}` } : undefined),
	...(body ? { "Content-Type": "application/json" } : undefined),
	...(key ? { "Idempotency-Key": key } : undefined),
	...(version === undefined ? undefined : { "If-Match": `"${version}"` }),
});

const unanswered = (error: unknown): Problem => {
	const code: Code = (error as Error).name === "TimeoutError" ? "no_answer" : "offline";
	return new Problem({ code, status: 0, title: texts.value[code] });
};

const retryAfter = ({ headers }: Response): number | undefined => {
	const seconds = headers.get("Retry-After");
	return seconds === null ? undefined : Number(seconds) * 1_000;
};

async function problemOf(response: Response): Promise<Problem> {
	const said = await response.json().catch(() => ({}));
	const requestId = response.headers.get("X-Request-Id");
	const retryAfterMs = retryAfter(response);
	return new Problem({
		code: "internal",
		title: texts.value.failed,
		...said,
		status: response.status,
		...(requestId ? { requestId } : undefined),
		...(retryAfterMs === undefined ? undefined : { retryAfterMs }),
	});
}

/** One request. Whatever is not a success is thrown as a `Problem`. */
async function ask<Body>(method: string, path: string, asked: Asked = {}): Promise<Answer<Body>> {
	const token = session.value?.token;
	const response = await fetch(path, {
		method,
		headers: headersFor(asked),
		keepalive: method !== "GET", // what was meant is done, also when its page closes
		signal: AbortSignal.timeout(PATIENCE_MS),
		...(asked.body ? { body: JSON.stringify(asked.body) } : undefined),
	}).catch((error) => {
		throw unanswered(error);
	});
	noteServerTime(response.headers.get("Date"));
	if (response.status === 401 && token && token === session.value?.token) end({ byServer: true });
	if (!response.ok) throw await problemOf(response);
	const text = await response.text().catch((error) => {
		throw unanswered(error);
	});
	return { status: response.status, body: (text ? JSON.parse(text) : undefined) as Body, retryAfterMs: retryAfter(response) };
}

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/** Reads, again if that may help; the browser keeps what has not changed. */
export async function get<Body>(path: string): Promise<Body> {
	for (let attempt = 1; ; attempt++)
		try {
			return (await ask<Body>("GET", path)).body;
		} catch (error) {
			if (!(error instanceof Problem) || !error.mayPass || attempt === TRIES) throw error;
			await pause(Math.min(error.retryAfterMs ?? attempt * 500, LONGEST_PAUSE_MS));
		}
}

/** The caller keeps the key for as long as it means the same. */
export const post = <Body>(path: string, body: object | undefined, key: string) => ask<Body>("POST", path, { body, key });
export const patch = <Body>(path: string, body: object, version?: number) => ask<Body>("PATCH", path, { body, version });
export const put = <Body>(path: string, body: object, version?: number) => ask<Body>("PUT", path, { body, version });
export const del = (path: string) => ask<undefined>("DELETE", path);

/** Without `randomUUID`, which a page without TLS does not have. */
export const newKey = (): string =>
	Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");
