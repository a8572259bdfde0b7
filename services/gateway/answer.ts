import type { IncomingMessage, ServerResponse } from "node:http";
import type { CallMeta } from "../../mixins/guard.ts";
import { isRead } from "./input.ts";
import type { ProblemAnswer } from "./problem.ts";
import type { Route } from "./routes.ts";

interface Versioned {
	version?: unknown;
	[field: string]: unknown;
}

export const send = (request: IncomingMessage, response: ServerResponse, status: number, type: string, body: string): void => {
	response.writeHead(status, { "Content-Type": type, "Content-Length": Buffer.byteLength(body) });
	response.end(request.method === "HEAD" ? undefined : body);
};

export const sendJson = (request: IncomingMessage, response: ServerResponse, status: number, data: unknown): void =>
	send(request, response, status, "application/json; charset=utf-8", JSON.stringify(data));

export const sendProblem = (request: IncomingMessage, response: ServerResponse, { body, headers, status }: ProblemAnswer): void => {
	if (response.headersSent) return void response.destroy();
	for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
	if (status === 413) response.setHeader("Connection", "close");
	send(request, response, status, "application/problem+json; charset=utf-8", JSON.stringify(body));
};

/** The result of an action, as its route and what the action noted say. */
export const sendResult = (
	request: IncomingMessage,
	response: ServerResponse,
	route: Route,
	meta: CallMeta,
	result: Versioned | null,
): void => {
	const status = meta.pending ? 202 : meta.created ? 201 : (route.status ?? 200);
	if (status === 204 || result == null) return void response.writeHead(204).end();
	if (status === 201) response.setHeader("Location", locationOf(request, route, result));
	if (meta.pending) response.setHeader("Retry-After", meta.pending.retryAfter);
	if (typeof result.version === "number") {
		const tag = `"${result.version}"`;
		response.setHeader("ETag", tag);
		if (isRead(request) && isKnown(request.headers["if-none-match"], tag)) return void response.writeHead(304).end();
	}
	sendJson(request, response, status, result);
};

/** A PUT makes the thing that its own path names. */
const locationOf = ({ url = "" }: IncomingMessage, { location }: Route, result: Versioned): string =>
	location?.replace(/\{(\w+)\}/g, (_, field: string) => encodeURIComponent(String(result[field]))) ?? url;

const isKnown = (header: string | undefined, tag: string): boolean =>
	header !== undefined &&
	(header.trim() === "*" ||
		header
			.split(",")
			.map((known) => known.trim().replace(/^W\//, ""))
			.includes(tag));
