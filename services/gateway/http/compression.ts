import type { IncomingMessage, ServerResponse } from "node:http";
import { promisify } from "node:util";
import { gzip } from "node:zlib";
import { sendAnswer } from "./answer.ts";
import { qualityValuesOf } from "./quality-values.ts";
import type { StoredAnswer as Answer } from "./stored-answer.ts";
import type { WebRequest } from "./web.ts";

/** Shorter answers fit into a few packets. */
const MIN_LENGTH = 4_096;
const compress = promisify(gzip);

export const acceptsGzip = ({ headers }: IncomingMessage): boolean => {
	const encodings = qualityValuesOf(headers["accept-encoding"]?.toString() ?? "");
	const applicable = encodings.find(({ name }) => name === "gzip") ?? encodings.find(({ name }) => name === "*");
	return applicable !== undefined && applicable.quality > 0;
};

/** Only what anybody may read: the length of a compressed answer reveals secrets beside text that an attacker chose (BREACH). */
export const isCompressible = ({ $alias }: WebRequest, { body = "", status }: Answer): boolean =>
	status === 200 && $alias.contract.guard === "anyone" && $alias.method === "GET" && body.length >= MIN_LENGTH;

/** The tag becomes a weak one, because the bytes are not those of the plain answer. */
export const sendCompressed = async (
	request: WebRequest,
	response: ServerResponse,
	{ body = "", headers, status }: Answer,
): Promise<void> => {
	response.setHeader("Vary", `${response.getHeader("Vary")}, Accept-Encoding`);
	if (!acceptsGzip(request)) return sendAnswer(request, response, { status, headers, body });
	const { ETag: tag, ...others } = headers;
	const encoded = { ...others, "Content-Encoding": "gzip", ...(tag === undefined ? undefined : { ETag: `W/${tag}` }) };
	sendAnswer(request, response, { status, headers: encoded, body: await compress(body) });
};
