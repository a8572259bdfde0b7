import type { IncomingMessage, ServerResponse } from "node:http";
import type { CallMeta } from "../../../lib/broker/guard.ts";
import { isRead } from "./input.ts";
import type { ProblemAnswer as Problem } from "./problem.ts";
import type { Route } from "./routes.ts";
import type { StoredAnswer as Answer } from "./stored-answer.ts";

const JSON_TYPE = "application/json; charset=utf-8";
const PROBLEM = "application/problem+json; charset=utf-8";

/** A compressed body is a buffer. */
type Sendable = Omit<Answer, "body"> & { body?: string | Buffer };

interface Versioned {
	version?: unknown;
	[field: string]: unknown;
}

export const send = (request: IncomingMessage, response: ServerResponse, status: number, type: string, body: string): void => {
	response.writeHead(status, { "Content-Type": type, "Content-Length": Buffer.byteLength(body) });
	response.end(request.method === "HEAD" ? undefined : body);
};

export const sendAnswer = (request: IncomingMessage, response: ServerResponse, { body, headers, status }: Sendable): void => {
	if (response.headersSent) return void response.destroy();
	for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
	if (body === undefined) return void response.writeHead(status).end();
	response.writeHead(status, { "Content-Length": Buffer.byteLength(body) });
	response.end(request.method === "HEAD" ? undefined : body);
};

export const problemAnswer = ({ body, headers, status }: Problem): Answer => ({
	status,
	headers: { ...headers, "Content-Type": PROBLEM },
	body: JSON.stringify(body),
});

/** The response to a successful call: status and headers follow from the route and the call's metadata. */
export const resultAnswer = (request: IncomingMessage, route: Route, meta: CallMeta, result: Versioned | null): Answer => {
	const status = meta.pending ? 202 : meta.created ? 201 : (route.status ?? 200);
	if (status === 204 || result == null) return { status: 204, headers: {} };
	const headers: Answer["headers"] = {};
	if (status === 201) headers.Location = locationOf(request, route, result);
	if (meta.pending) headers["Retry-After"] = meta.pending.retryAfter;
	if (typeof result.version === "number") {
		headers.ETag = tagOf(result.version, meta);
		if (isRead(request) && matchesTag(request.headers["if-none-match"], headers.ETag)) return { status: 304, headers };
	}
	return { status, headers: { ...headers, "Content-Type": JSON_TYPE }, body: JSON.stringify(result) };
};

/** `"7"`, or `"7-4"` for a result with a variant; `If-Match` takes the version of both. */
const tagOf = (version: number, { variant }: CallMeta): string => `"${version}${variant === undefined ? "" : `-${variant}`}"`;

/** A PUT creates the resource at its own path. */
const locationOf = ({ url = "" }: IncomingMessage, { location }: Route, result: Versioned): string =>
	location?.replace(/\{(\w+)\}/g, (_, field: string) => encodeURIComponent(String(result[field]))) ?? url;

export const matchesTag = (header: string | undefined, tag: string): boolean =>
	header !== undefined &&
	(header.trim() === "*" ||
		header
			.split(",")
			.map((listed) => listed.trim().replace(/^W\//, ""))
			.includes(tag));
