import type { IncomingMessage } from "node:http";
import { Invalid } from "../../../lib/domain/refusal.ts";
import { IncompleteBody, MalformedJson, TooLarge, UnsupportedMediaType } from "../gateway.errors.ts";

type Params = Record<string, unknown>;

const MAX_BODY_BYTES = 256 * 1024;
const JSON_TYPE = /^application\/json\s*(;\s*charset\s*=\s*"?utf-8"?\s*)?$/i;

/** One set of parameters for an action: the path's, and beside them the query of a GET or the body of anything else. */
export const inputOf = async (request: IncomingMessage, path: Params, query: Params): Promise<Params> => {
	const given = isRead(request) ? query : await bodyOf(request);
	for (const name of Object.keys(path)) if (Object.hasOwn(given, name)) throw new Invalid(name, "It is given by the path.");
	return { ...given, ...path };
};

/** Names and texts as they are: brackets build nothing, and what is said twice is a list, which nobody asks for. */
export const queryOf = (text: string): Params => {
	const said = new Map<string, unknown>();
	for (const [name, value] of new URLSearchParams(text)) said.set(name, said.has(name) ? [said.get(name), value].flat() : value);
	return Object.fromEntries(said);
};

/** A body that nobody may read before its signature is proven. */
export const signedInputOf = async (request: IncomingMessage, header: string): Promise<Params> => ({
	body: (await read(request)).toString(),
	signature: String(request.headers[header] ?? ""),
});

export const isRead = ({ method }: IncomingMessage): boolean => method === "GET" || method === "HEAD";

const bodyOf = async (request: IncomingMessage): Promise<Params> => {
	if (request.method === "DELETE") return {};
	const bytes = await read(request);
	if (bytes.length === 0) return {};
	const { "content-encoding": encoding = "identity", "content-type": type = "" } = request.headers;
	if (!JSON_TYPE.test(type) || encoding !== "identity") throw new UnsupportedMediaType(type);
	const body = parse(bytes);
	if (typeof body !== "object" || body === null || Array.isArray(body)) throw new Invalid("body", "It must be a JSON object.");
	return body as Params;
};

const read = async (request: IncomingMessage): Promise<Buffer> => {
	if (Number(request.headers["content-length"] ?? 0) > MAX_BODY_BYTES) throw new TooLarge(MAX_BODY_BYTES);
	const chunks: Buffer[] = [];
	let length = 0;
	for await (const chunk of whole(request)) {
		length += chunk.length;
		if (length > MAX_BODY_BYTES) throw new TooLarge(MAX_BODY_BYTES);
		chunks.push(chunk);
	}
	return Buffer.concat(chunks, length);
};

async function* whole(request: IncomingMessage): AsyncGenerator<Buffer> {
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
