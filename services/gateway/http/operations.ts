import type { IncomingMessage, ServerResponse } from "node:http";
import type { Service } from "moleculer";
import type { ENDPOINTS } from "../../../contracts/gateway/endpoints.ts";
import { keyRing, publishedKeys } from "../../../lib/auth/keys.ts";
import { PROBES } from "../../../lib/broker/probes.ts";
import { config } from "../../../lib/config/config.ts";
import { NotFound } from "../../../lib/domain/refusal.ts";
import { DOCS } from "../openapi/docs-page.ts";
import { descriptionText } from "../openapi/openapi.ts";
import { send } from "./answer.ts";

/** A handler without an action. */
export type OperationHandler = (this: Service, request: IncomingMessage, response: ServerResponse) => void | Promise<void>;

type ProbeEntry = "GET /health/live" | "GET /health/ready" | "GET /metrics";

/** Figures of the business are not for the public: a node with a port of its own for them serves them there only. */
const arePublicMetrics = (): boolean => config.healthPort === undefined && !config.production;

const probes = Object.fromEntries(
	Object.entries(PROBES).map(([path, probe]): [string, OperationHandler] => [
		`GET ${path}`,
		async function (request, response) {
			const isHidden = path === "/metrics" && !arePublicMetrics();
			const result = isHidden ? undefined : await probe(this.broker);
			if (!result) throw new NotFound("path");
			const { body, status, type } = result;
			send(request, response, status, type, body);
		},
	]),
);

const openapi: OperationHandler = (request, response) => send(request, response, 200, "application/json; charset=utf-8", descriptionText());

const jwks: OperationHandler = (request, response) =>
	send(request, response, 200, "application/json; charset=utf-8", JSON.stringify(publishedKeys(keyRing())));

/** The gateway's own endpoints, as its contract lists them. */
export const OPERATIONS: Record<keyof typeof ENDPOINTS, OperationHandler> = {
	...(probes as Record<ProbeEntry, OperationHandler>),
	"GET /openapi.json": openapi,
	"GET /.well-known/jwks.json": jwks,
	...DOCS,
	"GET /": (_, response) => void response.writeHead(302, { Location: "/docs" }).end(),
};

type AliasHandler = (this: Service, request: IncomingMessage, response: ServerResponse, next: (error: unknown) => void) => Promise<void>;

/** The same handlers in the form that the router expects. */
export const OPERATION_ALIASES: Record<string, AliasHandler> = Object.fromEntries(
	Object.entries(OPERATIONS).map(([entry, handler]): [string, AliasHandler] => [
		entry,
		async function (request, response, next) {
			await Promise.resolve(handler.call(this, request, response)).catch(next);
		},
	]),
);

/** Probes may share an address with all other requests, so their rate limit must not apply to probes. */
export const isProbe = ({ url }: IncomingMessage): boolean => url?.startsWith("/health/") === true;
