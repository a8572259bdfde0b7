import type { IncomingMessage, Server, ServerResponse } from "node:http";
import type { Service } from "moleculer";
import type { KeptAnswer as Answer } from "../../../lib/domain/idempotency.ts";
import { NotFound } from "../../../lib/domain/refusal.ts";
import type { CallerOf } from "../access/caller.ts";
import { isHidden } from "../access/concealment.ts";
import type { Limits } from "../access/limits.ts";
import type { TurnedAway } from "../access/rejection-log.ts";
import { MethodNotAllowed } from "../gateway.errors.ts";
import type { Subject } from "../streams/routes.ts";
import type { Streams } from "../streams/streams.ts";
import { problemAnswer, resultAnswer, sendAnswer } from "./answer.ts";
import { idempotencyKeyOf, KeyedRequest } from "./idempotent-request.ts";
import { queryOf } from "./input.ts";
import { languageOf } from "./language.ts";
import { methodsAt } from "./methods.ts";
import type { Pages } from "./pages.ts";
import { insistOnExisting } from "./preconditions.ts";
import { type Failure, isBug, isOfPath, problemCodeOf, problemFor } from "./problem.ts";
import { type Visited, type WebMethods, type WebRequest, type WebResponse, webMethods } from "./web.ts";

/** The gateway as its methods see it. */
export interface Gateway extends WebMethods {
	server: Server | undefined;
	underWay: Set<ServerResponse>;
	callerOf: CallerOf;
	limits: Limits;
	streams: Streams;
	pages: Pages;
	turnedAway: TurnedAway;
	receive(request: IncomingMessage, response: ServerResponse): Promise<void>;
	tellMethods(request: IncomingMessage, response: ServerResponse): void;
	admit(request: Visited, response: ServerResponse): Promise<void>;
	stream(request: Visited, response: WebResponse, subject: Subject): Promise<void>;
	parseQueryString(request: IncomingMessage): { url: string; query: Record<string, unknown> };
	sendResponse(request: WebRequest, response: ServerResponse, result: Parameters<typeof resultAnswer>[3]): void;
	send404(request: WebRequest, response: ServerResponse): void;
	errorHandler(request: WebRequest, response: WebResponse, error: Failure): Promise<void>;
	prepare(request: WebRequest, response: WebResponse): Promise<void>;
	askAnother(request: WebRequest, action: string, error: Failure, ask: () => Promise<unknown>): Promise<unknown>;
	reserve(request: WebRequest): Promise<KeyedRequest | undefined>;
	answer(request: IncomingMessage & Pick<WebRequest, "$keyed">, response: ServerResponse, answer: Answer): Promise<void>;
	refuse(request: IncomingMessage, response: ServerResponse, error: Failure): void;
}

export const pathOf = ({ url = "" }: IncomingMessage): string => url.split("?", 1)[0]!;

/**
 * moleculer-web is our router: it matches routes, makes the context and calls the action. Where its documented hooks suffice we
 * use them (`onBeforeCall` checks the caller and reads the input). These six methods have no hook, so we replace them:
 *
 * | Method | Without ours |
 * |---|---|
 * | `parseQueryString` | brackets in a query build objects and lists (`?limit[$gt]=1`) |
 * | `resolveAlias` | HEAD is answered with 404 |
 * | `callAction` | no place between the input and the call for keys, guesses and a second node |
 * | `sendResponse` | no `ETag`, `Location`, 304 and 202 from what the action returned |
 * | `send404` | no problem document, and no 405 with `Allow` |
 * | `errorHandler` | no problem document, and errors tell of things that the caller may not see |
 *
 * What we do instead of it, in files of their own: listening (listener.ts: its server ends the process when the port is taken),
 * bodies (input.ts: its parsers read a body before anyone has looked at the caller), CORS (headers.ts: it answers preflights
 * without the methods of the path) and limits (limits.ts: it counts by address, not by account, and in one process).
 */
export const overrides = {
	/** Names and values as they are. */
	parseQueryString({ url = "" }: IncomingMessage) {
		const mark = url.indexOf("?");
		return mark < 0 ? { url, query: {} } : { url: url.slice(0, mark), query: queryOf(url.slice(mark + 1)) };
	},

	/** HEAD is GET without a body. */
	resolveAlias(url: string, method?: string) {
		return webMethods.resolveAlias.call(this, url, method === "HEAD" ? "GET" : method);
	},

	/** A request with a key that was used before gets its first answer; guesses are limited; a read is repeated on another node. */
	async callAction(route, action, request, response, params, isStream) {
		const { $address, $alias, $ctx } = request;
		await insistOnExisting(this, request);
		request.$keyed = await this.reserve(request);
		if (request.$keyed?.earlier) {
			response.setHeader("Idempotency-Replayed", "true");
			return sendAnswer(request, response, request.$keyed.earlier);
		}
		if (request.$keyed) $ctx.meta.idEnding = request.$keyed.idEnding;
		const once = () => webMethods.callAction.call(this, route, action, request, response, params, isStream);
		const call = () => ($alias.method === "GET" ? once().catch((error) => this.askAnother(request, action, error, once)) : once());
		const guessed = $alias.guesses && params[$alias.guesses];
		return typeof guessed === "string" ? this.limits.guess(guessed, $address, response, call) : call();
	},

	/** Status and headers follow from the contract and from what the action noted. */
	sendResponse(request: WebRequest, response: ServerResponse, result) {
		void this.answer(request, response, resultAnswer(request, request.$alias, request.$ctx.meta, result));
	},

	/** 405 where another method exists. */
	send404(request: WebRequest, response: ServerResponse) {
		const allowed = methodsAt(pathOf(request), this);
		this.refuse(request, response, allowed.length ? new MethodNotAllowed(allowed) : new NotFound("address"));
	},

	/** What the caller may not see does not exist. */
	async errorHandler(request: WebRequest, response: WebResponse, error: Failure) {
		const isUnknown = isOfPath(error, response.locals.pathNames) || (await isHidden(this, request, problemCodeOf(error)));
		this.refuse(request, response, isUnknown ? new NotFound("thing") : error);
	},
} satisfies Pick<Gateway, "parseQueryString" | "resolveAlias" | "callAction" | "sendResponse" | "send404" | "errorHandler"> &
	ThisType<Gateway & Service>;

/** What the replaced methods share. */
export const answering = {
	/** The calls that a node had in hand are lost when it dies; another node is asked if the action only reads. */
	async askAnother(request, action, error, ask) {
		const other = error.type === "REQUEST_REJECTED" && this.broker.findNextActionEndpoint(action, {}, request.$ctx);
		if (!other || other instanceof Error) throw error;
		request.$endpoint = other;
		return ask();
	},

	/** Reserves the key of a POST, if it has one. */
	async reserve(request) {
		const key = idempotencyKeyOf(request);
		if (key === undefined) return undefined;
		return KeyedRequest.reserve(this.broker, [request.$who, "POST", request.parsedUrl, key], request.$params);
	},

	/** The answer is kept under its key before it leaves. */
	async answer(request, response, answer) {
		if (request.$keyed)
			await request.$keyed.settle(answer).catch((error: Error) => this.logger.warn(`An answer is not kept: ${error.message}`));
		sendAnswer(request, response, answer);
	},

	/** Answers a failure as a problem, and logs what is our fault. */
	refuse(request, response, error) {
		const answer = problemFor(error, languageOf(request.headers["accept-language"]));
		const what = `${request.method} ${request.url}`;
		if (isBug(answer)) this.logger.error(`${what} ${answer.status}`, error);
		else if (answer.status >= 500) this.turnedAway.note(answer.body.code, what, error.message);
		void this.answer(request, response, problemAnswer(answer));
	},
} satisfies Pick<Gateway, "askAnother" | "reserve" | "answer" | "refuse"> & ThisType<Gateway & Service>;
