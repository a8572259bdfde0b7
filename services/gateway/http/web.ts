import type { IncomingMessage, ServerResponse } from "node:http";
import type { ActionSchema, Context, Service, ServiceSchema } from "moleculer";
import ApiGateway, { type ApiSettingsSchema } from "moleculer-web";
import type { Caller } from "../../../lib/auth/caller.ts";
import type { CallMeta } from "../../../lib/broker/guard.ts";
import type { KeyedRequest } from "./idempotent-request.ts";
import type { Route } from "./routes.ts";

/** A request and whom it comes from. */
export interface Visited extends IncomingMessage {
	/** Rejects when the token is not good. */
	$caller: Promise<Caller | undefined>;
	$address: string;
	/** The account's id, or the address of nobody in particular. */
	$who: string;
	/** The route of a stream, which goes past the router. */
	$streamed?: string;
	/** Of a page, which does so, too. */
	$page?: string;
}

/** The same as moleculer-web hands it on. */
export interface WebRequest extends Visited {
	/** Set when it came with an `Idempotency-Key`. */
	$keyed?: KeyedRequest | undefined;
	$ctx: Context<unknown, CallMeta>;
	$action: ActionSchema;
	/** Whom the action is called on. */
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

/** What of its methods we call. */
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

/** The methods themselves, for those that stand in their place. */
export const webMethods = ApiGateway.methods as unknown as {
	[Name in keyof WebMethods]: WebMethods[Name] extends (...args: infer Args) => infer Result
		? (this: Service, ...args: Args) => Result
		: never;
};

const { rest } = ApiGateway.actions as Record<string, ActionSchema>;

/** Without the query, which may name persons. */
const spanName = ({ params }: Context): string => {
	const { method, url } = (params as { req: IncomingMessage }).req;
	return `${method} ${url?.split("?", 1)[0]}`;
};

/**
 * moleculer-web as a router. Its actions that list and change routes are left out; a request is neither repeated
 * nor counted by a breaker as a whole, for the call inside it has both; and it does not listen by itself,
 * because it would end the process when the port is taken.
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
