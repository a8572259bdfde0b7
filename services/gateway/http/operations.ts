import type { IncomingMessage, ServerResponse } from "node:http";
import type { Service } from "moleculer";
import type { ENDPOINTS } from "../../../contracts/gateway.ts";
import { keyRing, publishedKeys } from "../../../lib/auth/keys.ts";
import { PROBES } from "../../../lib/broker/probes.ts";
import { NotFound } from "../../../lib/domain/refusal.ts";
import { DOCS } from "../openapi/docs-page.ts";
import { descriptionText } from "../openapi/openapi.ts";
import { send } from "./answer.ts";

/** Without an action. */
export type OwnAnswer = (this: Service, request: IncomingMessage, response: ServerResponse) => void | Promise<void>;

type ProbeEntry = "GET /health/live" | "GET /health/ready" | "GET /metrics";

const probes = Object.fromEntries(
	Object.entries(PROBES).map(([path, probe]): [string, OwnAnswer] => [
		`GET ${path}`,
		async function (request, response) {
			const answer = await probe(this.broker);
			if (!answer) throw new NotFound("address");
			const { body, status, type } = answer;
			send(request, response, status, type, body);
		},
	]),
);

const openapi: OwnAnswer = (request, response) => send(request, response, 200, "application/json; charset=utf-8", descriptionText());

const jwks: OwnAnswer = (request, response) =>
	send(request, response, 200, "application/json; charset=utf-8", JSON.stringify(publishedKeys(keyRing())));

/** The gateway's own endpoints, as its contract lists them. */
export const OPERATIONS: Record<keyof typeof ENDPOINTS, OwnAnswer> = {
	...(probes as Record<ProbeEntry, OwnAnswer>),
	"GET /openapi.json": openapi,
	"GET /.well-known/jwks.json": jwks,
	...DOCS,
	"GET /": (_, response) => void response.writeHead(302, { Location: "/docs" }).end(),
};

type Handler = (this: Service, request: IncomingMessage, response: ServerResponse, next: (error: unknown) => void) => Promise<void>;

/** The same in the shape that the router wants. */
export const OPERATION_ALIASES: Record<string, Handler> = Object.fromEntries(
	Object.entries(OPERATIONS).map(([entry, answer]): [string, Handler] => [
		entry,
		async function (request, response, next) {
			await Promise.resolve(answer.call(this, request, response)).catch(next);
		},
	]),
);

/** Probes come from the nodes that all other requests may come through, and must not wait for them. */
export const isProbe = ({ url }: IncomingMessage): boolean => url?.startsWith("/health/") === true;
