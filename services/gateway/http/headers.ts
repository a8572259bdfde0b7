import { randomUUID } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import { config } from "../../../lib/config/config.ts";

const VALID_REQUEST_ID = /^[\w.-]{1,64}$/;
const EXPOSED = "ETag, Location, Retry-After, RateLimit, RateLimit-Policy, Idempotency-Replayed, X-Request-Id";
const ALLOWED = "Authorization, Content-Type, Accept-Language, Idempotency-Key, If-Match, If-None-Match, Last-Event-ID, X-Request-Id";
const PREFLIGHT_SECONDS = "600";

export const requestIdOf = ({ headers }: IncomingMessage): string => {
	const requestId = headers["x-request-id"];
	return typeof requestId === "string" && VALID_REQUEST_ID.test(requestId) ? requestId : randomUUID();
};

/** Our pages load only from this origin, and no other site may frame them. */
const CONTENT_POLICY = "default-src 'self'; object-src 'none'; base-uri 'none'; frame-ancestors 'none'; form-action 'self'";

/** The headers of every response, errors included. */
export const writeCommonHeaders = (request: IncomingMessage, response: ServerResponse, requestId: string): void => {
	response.setHeader("X-Request-Id", requestId);
	response.setHeader("X-Content-Type-Options", "nosniff");
	response.setHeader("Referrer-Policy", "no-referrer");
	response.setHeader("X-Frame-Options", "DENY");
	response.setHeader("Content-Security-Policy", CONTENT_POLICY);
	response.setHeader("Cross-Origin-Opener-Policy", "same-origin");
	response.setHeader("Cross-Origin-Resource-Policy", "same-origin");
	response.setHeader("Permissions-Policy", "camera=(), microphone=(), geolocation=(self)");
	response.setHeader("Cache-Control", "private, no-cache");
	writeCors(request, response);
};

/** Without these headers, browsers keep the response from pages of origins that are not allowed. */
const writeCors = ({ headers }: IncomingMessage, response: ServerResponse): void => {
	response.setHeader("Vary", "Origin, Accept-Language");
	const { origin } = headers;
	const allowed = config.corsOrigins.find((listed) => listed === origin || listed === "*");
	if (origin === undefined || allowed === undefined) return;
	response.setHeader("Access-Control-Allow-Origin", allowed);
	response.setHeader("Access-Control-Expose-Headers", EXPOSED);
};

/** Answers OPTIONS, whether it is a CORS preflight or not. */
export const sendOptions = (response: ServerResponse, methods: string[]): void => {
	response.setHeader("Access-Control-Allow-Methods", methods.join(", "));
	response.setHeader("Access-Control-Allow-Headers", ALLOWED);
	response.setHeader("Access-Control-Max-Age", PREFLIGHT_SECONDS);
	response.setHeader("Allow", methods.join(", "));
	response.writeHead(204).end();
};

/** The version that the caller expects, without the tag's variant, or `*` for any. A tag in another format becomes -1, which no current version matches. */
export const ifMatchOf = ({ headers, method }: IncomingMessage): number | "*" | undefined => {
	const tag = headers["if-match"]?.trim();
	if (tag === undefined || (method !== "PATCH" && method !== "PUT")) return undefined;
	if (tag === "*") return tag;
	const version = /^"(\d{1,15})(?:-\w{1,20})?"$/.exec(tag)?.[1];
	return version === undefined ? -1 : Number(version);
};
