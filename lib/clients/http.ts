import { request as httpRequest, type IncomingMessage } from "node:http";
import { request as httpsRequest } from "node:https";

interface RequestOptions {
	method?: "GET" | "POST";
	headers?: Record<string, string>;
	body?: string;
	signal: AbortSignal;
}

export interface Reply {
	status: number;
	text: string;
}

const MAX_BYTES = 1024 * 1024;

export const isSuccess = ({ status }: Reply): boolean => status >= 200 && status < 300;

/**
 * Sends a request to a provider. Its response is untrusted input: unlike `fetch`, this follows no redirects, decompresses
 * nothing and limits the size.
 */
export async function send(address: string | URL, { body, headers, method = "GET", signal }: RequestOptions): Promise<Reply> {
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
		sent.destroy(); // only a response that was read completely leaves a reusable connection
		throw error;
	}
}

async function read(response: IncomingMessage): Promise<string> {
	const encoding = response.headers["content-encoding"] ?? "identity";
	if (encoding !== "identity") throw new Error(`The response is compressed (${encoding}), which was not requested.`);
	const chunks: Buffer[] = [];
	let bytes = 0;
	for await (const chunk of response as AsyncIterable<Buffer>) {
		bytes += chunk.length;
		if (bytes > MAX_BYTES) throw new Error(`The response is larger than ${MAX_BYTES} bytes.`);
		chunks.push(chunk);
	}
	return Buffer.concat(chunks).toString();
}
