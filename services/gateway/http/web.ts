import type { IncomingMessage, ServerResponse } from "node:http";
import type { ActionSchema, Context, Service, ServiceSchema } from "moleculer";
import ApiGateway, { type ApiSettingsSchema } from "moleculer-web";
import type { Caller } from "../../../lib/auth/caller.ts";
import type { CallMeta } from "../../../lib/broker/guard.ts";
import type { IdempotentRequest } from "./idempotent-request.ts";
import type { Route } from "./routes.ts";

/** A request with its caller. */
export interface GatewayRequest extends IncomingMessage {
	/** Rejects if the token is invalid. */
	$caller: Promise<Caller | undefined>;
	$address: string;
	/** The account id, or the address of a caller without a valid token. */
	$clientId: string;
	/** The route of a stream, because streams bypass the router. */
	$stream?: string;
	/** The route of a page, because pages bypass the router, too. */
	$page?: string;
}

/** A request with the properties that moleculer-web adds. */
export interface WebRequest extends GatewayRequest {
	/** Set if the request has an `Idempotency-Key`. */
	$idempotent?: IdempotentRequest | undefined;
	$ctx: Context<unknown, CallMeta>;
	$action: ActionSchema;
	/** The endpoint that the action is called on. */
	$endpoint: unknown;
	$alias: Alias;
	parsedUrl: string;
	$params: { params: Record<string, unknown>; query: Record<string, unknown> };
}

export interface WebResponse extends ServerResponse {
	locals: { pathNames?: string[] };
}

interface Alias extends Route {
	method: string;
	fullPath: string;
	match(url: string): object | false;
}

/** The members of moleculer-web that we use. */
export interface WebMethods {
	aliases: Alias[];
	httpHandler(request: IncomingMessage, response: ServerResponse): Promise<void>;
	callAction(
		route: unknown,
		action: string,
		request: WebRequest,
		response: WebResponse,
		params: Record<string, unknown>,
		isStream: boolean,
	): Promise<unknown>;
	resolveAlias(url: string, method?: string): { alias: Alias; params: Record<string, unknown> } | false;
}

/** The original methods, for the overrides that call them. */
export const webMethods = ApiGateway.methods as unknown as {
	[Name in keyof WebMethods]: WebMethods[Name] extends (...args: infer Args) => infer Result
		? (this: Service, ...args: Args) => Result
		: never;
};

const { rest } = ApiGateway.actions as Record<string, ActionSchema>;

/** Leaves out the query, which may contain personal data. */
const spanName = ({ params }: Context): string => {
	const { method, url } = (params as { req: IncomingMessage }).req;
	return `${method} ${url?.split("?", 1)[0]}`;
};

/**
 * moleculer-web as a router only. Its actions that list and change routes are left out. Retries and the circuit breaker are off
 * for the request as a whole, because the call inside it has both. Its server is off, because it ends the process if the port
 * is in use.
 */
export const web: Partial<ServiceSchema<ApiSettingsSchema>> = {
	...ApiGateway,
	actions: {
		rest: { ...rest!, guard: "internal", retryPolicy: { enabled: false }, circuitBreaker: { enabled: false }, spanName } as ActionSchema,
	},
	settings: {
		...ApiGateway.settings,
		server: false,
		optimizeOrder: false,
		logRequest: null,
		logRequestParams: null,
		logResponse: null,
		logRouteRegistration: null,
	},
};
