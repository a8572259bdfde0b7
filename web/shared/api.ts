import { noteServerTime } from "./clock.ts";
import { language } from "./i18n.ts";
import { type Code, Problem } from "./problem.ts";
import { endSession, session } from "./session.ts";
import { texts } from "./texts.ts";

const TIMEOUT_MS = 10_000;
const MAX_PAUSE_MS = 5_000;
const MAX_ATTEMPTS = 3;

export interface ApiResponse<Body> {
	status: number;
	body: Body;
	/** From `Retry-After`: when to read a pending result again. */
	retryAfterMs: number | undefined;
}

interface RequestOptions {
	body?: object | undefined;
	/** Sent instead of a body, with its type. */
	file?: Blob | undefined;
	/** For `Idempotency-Key`: a repeated command gets the first response again. */
	key?: string | undefined;
	/** For `If-Match`: the update fails if the resource has another version. */
	version?: number | undefined;
}

const headersFor = ({ body, file, key, version }: RequestOptions): Record<string, string> => ({
	"Accept-Language": language.value,
	...(session.value ? { Authorization: `Bearer ${session.value.token}` } : undefined),
	...(body ? { "Content-Type": "application/json" } : file ? { "Content-Type": file.type } : undefined),
	...(key ? { "Idempotency-Key": key } : undefined),
	...(version === undefined ? undefined : { "If-Match": `"${version}"` }),
});

const networkProblem = (error: unknown): Problem => {
	const code: Code = (error as Error).name === "TimeoutError" ? "no_answer" : "offline";
	return new Problem({ code, status: 0, title: texts.value[code] });
};

const retryAfter = ({ headers }: Response): number | undefined => {
	const seconds = headers.get("Retry-After");
	return seconds === null ? undefined : Number(seconds) * 1_000;
};

async function problemFrom(response: Response): Promise<Problem> {
	const details = await response.json().catch(() => ({}));
	const requestId = response.headers.get("X-Request-Id");
	const retryAfterMs = retryAfter(response);
	return new Problem({
		code: "internal",
		title: texts.value.failed,
		...details,
		status: response.status,
		...(requestId ? { requestId } : undefined),
		...(retryAfterMs === undefined ? undefined : { retryAfterMs }),
	});
}

/** Sends one request. Throws a `Problem` unless it succeeds. */
async function request<Body>(method: string, path: string, options: RequestOptions = {}): Promise<ApiResponse<Body>> {
	const token = session.value?.token;
	const response = await fetch(path, {
		method,
		headers: headersFor(options),
		// A change is sent even if the page closes. Browsers refuse that for more than 64 kB.
		keepalive: method !== "GET" && !options.file,
		signal: AbortSignal.timeout(TIMEOUT_MS),
		...(options.body ? { body: JSON.stringify(options.body) } : options.file ? { body: options.file } : undefined),
	}).catch((error) => {
		throw networkProblem(error);
	});
	noteServerTime(response.headers.get("Date"));
	if (response.status === 401 && token && token === session.value?.token) endSession({ byServer: true });
	if (!response.ok) throw await problemFrom(response);
	const text = await response.text().catch((error) => {
		throw networkProblem(error);
	});
	return { status: response.status, body: (text ? JSON.parse(text) : undefined) as Body, retryAfterMs: retryAfter(response) };
}

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/** Reads with retries. The browser cache handles unchanged resources. */
export async function get<Body>(path: string): Promise<Body> {
	for (let attempt = 1; ; attempt++)
		try {
			return (await request<Body>("GET", path)).body;
		} catch (error) {
			if (!(error instanceof Problem) || !error.isRetryable || attempt === MAX_ATTEMPTS) throw error;
			await pause(Math.min(error.retryAfterMs ?? attempt * 500, MAX_PAUSE_MS));
		}
}

/** Reads every page of a list. */
export async function getAll<Item>(path: string): Promise<Item[]> {
	const items: Item[] = [];
	const mark = path.includes("?") ? "&" : "?";
	for (let cursor: string | null = ""; cursor !== null; ) {
		const page: { items: Item[]; nextCursor: string | null } = await get(
			`${path}${mark}limit=100${cursor && `&cursor=${encodeURIComponent(cursor)}`}`,
		);
		items.push(...page.items);
		cursor = page.nextCursor;
	}
	return items;
}

/** The caller reuses the key for every attempt at the same operation. Without a key the operation must be harmless to repeat. */
export const post = <Body>(path: string, body: object | undefined, key?: string) => request<Body>("POST", path, { body, key });
export const patch = <Body>(path: string, body: object, version?: number) => request<Body>("PATCH", path, { body, version });
export const put = <Body>(path: string, body: object, version?: number) => request<Body>("PUT", path, { body, version });
export const putFile = (path: string, file: Blob) => request<unknown>("PUT", path, { file });
export const del = (path: string) => request<undefined>("DELETE", path);

/** Not `randomUUID`, which is unavailable on pages without TLS. */
export const newKey = (): string =>
	Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");
