import { request as httpRequest, type IncomingMessage } from "node:http";
import { request as httpsRequest } from "node:https";

interface Question {
	method?: "GET" | "POST";
	headers?: Record<string, string>;
	body?: string;
	signal: AbortSignal;
}

export interface Reply {
	status: number;
	text: string;
}

const MOST_BYTES = 1024 * 1024;

export const isGood = ({ status }: Reply): boolean => status >= 200 && status < 300;

/**
 * Asks a provider. Its answer is input like any other: nothing is followed or unpacked, which `fetch` does unasked,
 * and an answer has an end.
 */
export async function ask(address: string | URL, { body, headers, method = "GET", signal }: Question): Promise<Reply> {
	const url = new URL(address);
	const request = url.protocol === "https:" ? httpsRequest : httpRequest;
	const length = body === undefined ? undefined : { "content-length": Buffer.byteLength(body) };
	const { promise, reject, resolve } = Promise.withResolvers<IncomingMessage>();
	const sent = request(url, { method, signal, headers: { ...headers, ...length } }, resolve)
		.on("error", reject)
		.end(body);
	const response = await promise;
	try {
		return { status: response.statusCode!, text: await read(response) };
	} catch (error) {
		sent.destroy(); // what was read to its end leaves a connection for the next
		throw error;
	}
}

async function read(response: IncomingMessage): Promise<string> {
	const encoding = response.headers["content-encoding"] ?? "identity";
	if (encoding !== "identity") throw new Error(`The answer is packed (${encoding}), which nobody asked for.`);
	const pieces: Buffer[] = [];
	let bytes = 0;
	for await (const piece of response as AsyncIterable<Buffer>) {
		bytes += piece.length;
		if (bytes > MOST_BYTES) throw new Error(`The answer is larger than ${MOST_BYTES} bytes.`);
		pieces.push(piece);
	}
	return Buffer.concat(pieces).toString();
}
