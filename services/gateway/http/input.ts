import type { IncomingMessage } from "node:http";
import { Invalid } from "../../../lib/domain/refusal.ts";
import { IncompleteBody, MalformedJson, TooLarge, UnsupportedMediaType } from "../gateway.errors.ts";

type Params = Record<string, unknown>;

const MAX_BODY_BYTES = 256 * 1024;
const JSON_TYPE = /^application\/json\s*(;\s*charset\s*=\s*"?utf-8"?\s*)?$/i;

/** The parameters of an action: those of the path, and the query of a GET or the body of another method. */
export const inputOf = async (request: IncomingMessage, path: Params, query: Params): Promise<Params> => {
	const input = isRead(request) ? query : await bodyOf(request);
	for (const name of Object.keys(path)) if (Object.hasOwn(input, name)) throw new Invalid(name, "It is already set by the path.");
	return { ...input, ...path };
};

/** Brackets have no meaning in names. A repeated name becomes an array, which validation rejects. */
export const queryOf = (text: string): Params => {
	const query = new Map<string, unknown>();
	for (const [name, value] of new URLSearchParams(text)) query.set(name, query.has(name) ? [query.get(name), value].flat() : value);
	return Object.fromEntries(query);
};

/** The raw body: it must not be parsed before the action has verified its signature. */
export const signedInputOf = async (request: IncomingMessage, header: string): Promise<Params> => ({
	body: (await readBody(request)).toString(),
	signature: String(request.headers[header] ?? ""),
});

export const isRead = ({ method }: IncomingMessage): boolean => method === "GET" || method === "HEAD";

const bodyOf = async (request: IncomingMessage): Promise<Params> => {
	if (request.method === "DELETE") return {};
	const bytes = await readBody(request);
	if (bytes.length === 0) return {};
	const { "content-encoding": encoding = "identity", "content-type": type = "" } = request.headers;
	if (!JSON_TYPE.test(type) || encoding !== "identity") throw new UnsupportedMediaType(type);
	const body = parse(bytes);
	if (typeof body !== "object" || body === null || Array.isArray(body)) throw new Invalid("body", "It must be a JSON object.");
	return body as Params;
};

export const readBody = async (request: IncomingMessage, limit = MAX_BODY_BYTES): Promise<Buffer> => {
	if (Number(request.headers["content-length"] ?? 0) > limit) throw new TooLarge(limit);
	const chunks: Buffer[] = [];
	let length = 0;
	for await (const chunk of chunksOf(request)) {
		length += chunk.length;
		if (length > limit) throw new TooLarge(limit);
		chunks.push(chunk);
	}
	return Buffer.concat(chunks, length);
};

async function* chunksOf(request: IncomingMessage): AsyncGenerator<Buffer> {
	try {
		yield* request.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>;
	} catch {
		throw new IncompleteBody();
	}
}

const utf8 = new TextDecoder("utf-8", { fatal: true });

const parse = (bytes: Buffer): unknown => {
	try {
		return JSON.parse(utf8.decode(bytes));
	} catch {
		throw new MalformedJson();
	}
};
