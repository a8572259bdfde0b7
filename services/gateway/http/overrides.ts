import type { IncomingMessage, Server, ServerResponse } from "node:http";
import type { Service } from "moleculer";
import { NotFound } from "../../../lib/domain/refusal.ts";
import type { CallerOf } from "../access/caller.ts";
import { isConcealed } from "../access/concealment.ts";
import type { Limits } from "../access/limits.ts";
import type { RejectionLog } from "../access/rejection-log.ts";
import { MethodNotAllowed } from "../gateway.errors.ts";
import { type StoredPicture, sendPicture } from "../pictures/transfer.ts";
import type { Subject } from "../streams/routes.ts";
import type { Streams } from "../streams/streams.ts";
import { problemAnswer, resultAnswer, sendAnswer } from "./answer.ts";
import { isCompressible, sendCompressed } from "./compression.ts";
import { IdempotentRequest, idempotencyKeyOf } from "./idempotent-request.ts";
import { queryOf } from "./input.ts";
import { languageOf } from "./language.ts";
import { methodsAt } from "./methods.ts";
import type { Pages } from "./pages.ts";
import { requireExisting } from "./preconditions.ts";
import { type Failure, isBug, isPathError, problemCodeOf, problemFor } from "./problem.ts";
import type { StoredAnswer as Answer } from "./stored-answer.ts";
import { type GatewayRequest, type WebMethods, type WebRequest, type WebResponse, webMethods } from "./web.ts";

/** The type of `this` in the gateway's methods. */
export interface Gateway extends WebMethods {
	server: Server | undefined;
	inFlight: Set<ServerResponse>;
	callerOf: CallerOf;
	limits: Limits;
	streams: Streams;
	pages: Pages;
	rejectionLog: RejectionLog;
	receive(request: IncomingMessage, response: ServerResponse): Promise<void>;
	answerMethods(request: IncomingMessage, response: ServerResponse): void;
	admit(request: GatewayRequest, response: ServerResponse): Promise<void>;
	stream(request: GatewayRequest, response: WebResponse, subject: Subject): Promise<void>;
	parseQueryString(request: IncomingMessage): { url: string; query: Record<string, unknown> };
	sendResponse(request: WebRequest, response: WebResponse, result: Parameters<typeof resultAnswer>[3]): void;
	send404(request: WebRequest, response: ServerResponse): void;
	errorHandler(request: WebRequest, response: WebResponse, error: Failure): Promise<void>;
	prepare(request: WebRequest, response: WebResponse): Promise<void>;
	inputFor(request: WebRequest): Promise<Record<string, unknown>>;
	retryOnAnotherNode(request: WebRequest, action: string, error: Failure, retry: () => Promise<unknown>): Promise<unknown>;
	reserve(request: WebRequest): Promise<IdempotentRequest | undefined>;
	answer(request: IncomingMessage & Pick<WebRequest, "$idempotent">, response: ServerResponse, answer: Answer): Promise<void>;
	refuse(request: IncomingMessage, response: ServerResponse, error: Failure): void;
}

/** Other calls may have had their effect, which a second one would repeat or be refused for. */
const mayRepeat = ({ $alias, $idempotent }: WebRequest): boolean =>
	$alias.method === "GET" || ($alias.createsOnce === true && $idempotent !== undefined);

export const pathOf = ({ url = "" }: IncomingMessage): string => url.split("?", 1)[0]!;

/**
 * moleculer-web is our router: it matches routes, creates the context and calls the action. Where its documented hooks suffice,
 * we use them (`onBeforeCall` checks the caller and reads the input). Six of its methods have no hook, so we override them:
 *
 * | Method | Without the override |
 * |---|---|
 * | `parseQueryString` | brackets in a query create objects and arrays (`?limit[$gt]=1`) |
 * | `resolveAlias` | HEAD gets a 404 |
 * | `callAction` | no hook between input and call for idempotency keys, limits on guesses and a retry on another node |
 * | `sendResponse` | no `ETag`, `Location`, 304 and 202 derived from the result |
 * | `send404` | no problem document, and no 405 with `Allow` |
 * | `errorHandler` | no problem document, and errors reveal resources that the caller may not see |
 *
 * We replace these features of moleculer-web entirely:
 * - listening (listener.ts): its server ends the process if the port is in use;
 * - body parsing (input.ts): its parsers read a body before the caller is checked;
 * - CORS (headers.ts): it answers preflights without the methods of the path;
 * - rate limits (limits.ts): it counts by address instead of account, and within one process.
 */
export const overrides = {
	/** Brackets have no meaning. */
	parseQueryString({ url = "" }: IncomingMessage) {
		const mark = url.indexOf("?");
		return mark < 0 ? { url, query: {} } : { url: url.slice(0, mark), query: queryOf(url.slice(mark + 1)) };
	},

	/** HEAD is GET without a body. */
	resolveAlias(url: string, method?: string) {
		return webMethods.resolveAlias.call(this, url, method === "HEAD" ? "GET" : method);
	},

	/** Replays the first response to an idempotency key, limits guesses, and retries calls on another node. */
	async callAction(route, action, request, response, params, isStream) {
		const { $address, $alias, $ctx } = request;
		await requireExisting(this, request);
		request.$idempotent = await this.reserve(request);
		if (request.$idempotent?.firstAnswer) {
			response.setHeader("Idempotency-Replayed", "true");
			return sendAnswer(request, response, request.$idempotent.firstAnswer);
		}
		if (request.$idempotent) $ctx.meta.idEnding = request.$idempotent.idEnding;
		if ($alias.sendsMessage) await this.limits.admitMessage($address, response);
		const attempt = () => webMethods.callAction.call(this, route, action, request, response, params, isStream);
		const call = () =>
			mayRepeat(request) ? attempt().catch((error) => this.retryOnAnotherNode(request, action, error, attempt)) : attempt();
		const guessed = $alias.guesses && params[$alias.guesses];
		return typeof guessed === "string" ? this.limits.limitGuesses(guessed, $address, response, call) : call();
	},

	/** Status and headers follow from the contract and from the metadata that the action set. */
	sendResponse(request: WebRequest, response: WebResponse, result) {
		if (request.$alias.downloads)
			return void sendPicture(this.broker, request, response, result as unknown as StoredPicture).catch((error) =>
				this.errorHandler(request, response, error),
			);
		const answer = resultAnswer(request, request.$alias, request.$ctx.meta, result);
		void (isCompressible(request, answer) ? sendCompressed(request, response, answer) : this.answer(request, response, answer));
	},

	/** 405 if the path has other methods. */
	send404(request: WebRequest, response: ServerResponse) {
		const allowed = methodsAt(pathOf(request), this);
		this.refuse(request, response, allowed.length ? new MethodNotAllowed(allowed) : new NotFound("path"));
	},

	/** A resource that the caller may not see is reported as not found. */
	async errorHandler(request: WebRequest, response: WebResponse, error: Failure) {
		const isNotFound = isPathError(error, response.locals.pathNames) || (await isConcealed(this, request, problemCodeOf(error)));
		this.refuse(request, response, isNotFound ? new NotFound("resource") : error);
	},
} satisfies Pick<Gateway, "parseQueryString" | "resolveAlias" | "callAction" | "sendResponse" | "send404" | "errorHandler"> &
	ThisType<Gateway & Service>;

/** Methods that the overrides share. */
export const responding = {
	/** A node that crashes loses the calls in flight. */
	async retryOnAnotherNode(request, action, error, retry) {
		const other = error.type === "REQUEST_REJECTED" && this.broker.findNextActionEndpoint(action, {}, request.$ctx);
		if (!other || other instanceof Error) throw error;
		request.$endpoint = other;
		return retry();
	},

	/** Reserves the idempotency key of a POST, if it has one. */
	async reserve(request) {
		const key = idempotencyKeyOf(request);
		if (key === undefined) return undefined;
		const isSignedIn = request.$ctx.meta.caller !== undefined;
		return IdempotentRequest.reserve(
			{ broker: this.broker, isSignedIn },
			[request.$clientId, "POST", request.parsedUrl, key],
			request.$params,
		);
	},

	/** Stores the response under its idempotency key before sending it. */
	async answer(request, response, answer) {
		if (request.$idempotent)
			await request.$idempotent
				.settle(answer)
				.catch((error: Error) => this.logger.warn(`Cannot store a response under its idempotency key: ${error.message}`));
		sendAnswer(request, response, answer);
	},

	/** Answers an error with a problem document, and logs server errors. */
	refuse(request, response, error) {
		const answer = problemFor(error, languageOf(request.headers["accept-language"]));
		// Queries can contain personal data.
		const target = `${request.method} ${pathOf(request)}`;
		if (isBug(answer)) this.logger.error(`${target} ${answer.status}`, error);
		else if (answer.status >= 500) this.rejectionLog.record(answer.body.code, target, error.message);
		void this.answer(request, response, problemAnswer(answer));
	},
} satisfies Pick<Gateway, "retryOnAnotherNode" | "reserve" | "answer" | "refuse"> & ThisType<Gateway & Service>;
