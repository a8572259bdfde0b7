import { once } from "node:events";
import type { IncomingMessage, Server, ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import type { Context, ServiceSchema } from "moleculer";
import { config } from "../../lib/config.ts";
import type { KeptAnswer as Answer } from "../../lib/idempotency.ts";
import { withContext } from "../../lib/log-context.ts";
import { NotFound } from "../../lib/refusal.ts";
import { closeRevokedSessions, revokedSessions } from "../../lib/revocation.ts";
import { admit } from "../../mixins/guard.ts";
import { addressOf } from "./address.ts";
import { problemAnswer, resultAnswer, sendAnswer } from "./answer.ts";
import { type CallerOf, callers } from "./caller.ts";
import { MethodNotAllowed, Unavailable } from "./gateway.errors.ts";
import { noteAnswer } from "./gateway.metrics.ts";
import { answerOptions, ifMatchOf, requestIdOf, writeCommonHeaders } from "./headers.ts";
import { isHidden } from "./hidden.ts";
import { inputOf, queryOf, signedInputOf } from "./input.ts";
import { idempotencyKeyOf, KeyedRequest } from "./keyed.ts";
import { languageOf } from "./language.ts";
import { Limits } from "./limits.ts";
import { close, listen } from "./listener.ts";
import { methodsAt } from "./methods.ts";
import { isProbe, OPERATION_ALIASES } from "./operations.ts";
import { Pages, PUBLIC } from "./pages.ts";
import { insistOnExisting } from "./preconditions.ts";
import { type Failure, isBug, isOfPath, problemCodeOf, problemFor } from "./problem.ts";
import { ROUTES } from "./routes.ts";
import { type Subject, streamAction, streamOf } from "./stream-routes.ts";
import { Streams } from "./streams.ts";
import { TurnedAway } from "./turned-away.ts";
import { type Visited, type WebMethods, type WebRequest, type WebResponse, web, webMethods } from "./web.ts";

/** So long a start waits for Redis. */
const REVOKED_KNOWN_WITHIN_MS = 2_000;

const pathOf = ({ url = "" }: IncomingMessage): string => url.split("?", 1)[0]!;

interface Methods extends WebMethods {
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
	errorHandler(request: IncomingMessage, response: ServerResponse, error: Failure): Promise<void>;
	prepare(request: WebRequest, response: WebResponse): Promise<void>;
	askAnother(request: WebRequest, action: string, error: Failure, ask: () => Promise<unknown>): Promise<unknown>;
	reserve(request: WebRequest): Promise<KeyedRequest | undefined>;
	answer(request: IncomingMessage & Pick<WebRequest, "$keyed">, response: ServerResponse, answer: Answer): Promise<void>;
	refuse(request: IncomingMessage, response: ServerResponse, error: Failure): void;
}

export default {
	name: "gateway",
	mixins: [web],
	settings: {
		pages: PUBLIC,
		$secureSettings: ["pages"],
		routes: [
			{
				path: "/",
				aliases: { ...ROUTES, ...OPERATION_ALIASES },
				bodyParsers: false,
				mergeParams: false,
				logging: false,
				onBeforeCall(this: Methods, _ctx: Context, _route: unknown, request: WebRequest, response: WebResponse) {
					return this.prepare(request, response);
				},
			},
		],
	},
	events: {
		/** Sessions that ended on a node with which this one shares no Redis. */
		async "session.revoked"(ctx: Context<{ jti: string; until: number }>) {
			await revokedSessions().add(ctx.params.jti, ctx.params.until);
			this.streams.endExpired();
		},
		"event-log.grown"() {
			this.streams.wake();
		},
	},
	methods: {
		async receive(request, response) {
			const requestId = requestIdOf(request);
			writeCommonHeaders(request, response, requestId);
			if (request.method === "OPTIONS") return this.tellMethods(request, response);
			if (!this.broker.started) response.setHeader("Connection", "close");
			if (this.broker.stopping) return this.refuse(request, response, new Unavailable("This node is going away."));
			request.headers["x-request-id"] = requestId;
			delete request.headers["x-correlation-id"];
			const startedAt = performance.now();
			this.underWay.add(response);
			response.once("close", () => {
				this.underWay.delete(response);
				noteAnswer(request as Visited, response, startedAt);
			});
			await withContext({ requestId }, async () => {
				await this.admit(request as Visited, response);
				this.logger.debug(`${request.method} ${request.url} ${response.statusCode}`);
			});
		},

		tellMethods(request, response) {
			try {
				const methods = methodsAt(pathOf(request), this);
				if (methods.length === 0) throw new NotFound("address");
				answerOptions(response, methods);
			} catch (error) {
				this.refuse(request, response, error as Failure);
			}
		},

		/** Whoever brings no good token counts as their address. */
		async admit(request, response) {
			request.$caller = this.callerOf(request.headers.authorization);
			const caller = await request.$caller.catch(() => undefined);
			request.$address = addressOf(request, config.trustProxy);
			request.$who = caller?.accountId ?? request.$address;
			try {
				if (!isProbe(request)) await this.limits.admit(request.$who, response);
				if (this.pages.answer(request, response)) return;
			} catch (error) {
				return this.refuse(request, response, error as Failure);
			}
			const subject = request.method === "GET" ? streamOf(request.url) : undefined;
			await (subject ? this.stream(request, response as WebResponse, subject) : this.httpHandler(request, response));
		},

		/** Past the router, whose calls end after seconds. */
		async stream(request, response, subject) {
			request.$streamed = streamAction(subject).route;
			response.locals = { pathNames: Object.keys(subject) };
			await this.streams.open(request, response, subject).catch((error) => this.errorHandler(request, response, error));
		},

		/** Who asks, whether they may at all, and only then what they send. */
		async prepare(request: WebRequest, response: WebResponse) {
			const { $action, $alias, $ctx, $params, headers } = request;
			if (!$alias.action) return;
			const caller = await request.$caller;
			admit($action.guard, caller, $alias.action);
			const ifMatch = ifMatchOf(request);
			Object.assign($ctx.meta, {
				outside: true,
				caller,
				requestId: headers["x-request-id"],
				language: languageOf(headers["accept-language"]),
				...(ifMatch === undefined ? undefined : { ifMatch }),
			});
			response.locals.pathNames = Object.keys($params.params);
			const input = $alias.signedBy ? signedInputOf(request, $alias.signedBy) : inputOf(request, $params.params, $params.query);
			request.$params = (await input) as typeof $params;
		},

		parseQueryString({ url = "" }: IncomingMessage) {
			const mark = url.indexOf("?");
			return mark < 0 ? { url, query: {} } : { url: url.slice(0, mark), query: queryOf(url.slice(mark + 1)) };
		},

		resolveAlias(url: string, method?: string) {
			return webMethods.resolveAlias.call(this, url, method === "HEAD" ? "GET" : method);
		},

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

		/** A node that dies takes the calls with it that it had in hand: what only reads is asked of another. */
		async askAnother(request, action, error, ask) {
			const other = error.type === "REQUEST_REJECTED" && this.broker.findNextActionEndpoint(action, {}, request.$ctx);
			if (!other || other instanceof Error) throw error;
			request.$endpoint = other;
			return ask();
		},

		async reserve(request) {
			const key = idempotencyKeyOf(request);
			if (key === undefined) return undefined;
			return KeyedRequest.reserve(this.broker, [request.$who, "POST", request.parsedUrl, key], request.$params);
		},

		sendResponse(request: WebRequest, response: ServerResponse, result) {
			void this.answer(request, response, resultAnswer(request, request.$alias, request.$ctx.meta, result));
		},

		async answer(request, response, answer) {
			if (request.$keyed)
				await request.$keyed.settle(answer).catch((error: Error) => this.logger.warn(`An answer is not kept: ${error.message}`));
			sendAnswer(request, response, answer);
		},

		send404(request: WebRequest, response: ServerResponse) {
			const allowed = methodsAt(pathOf(request), this);
			this.refuse(request, response, allowed.length ? new MethodNotAllowed(allowed) : new NotFound("address"));
		},

		async errorHandler(request: WebRequest, response: WebResponse, error: Failure) {
			const isUnknown = isOfPath(error, response.locals.pathNames) || (await isHidden(this, request, problemCodeOf(error)));
			this.refuse(request, response, isUnknown ? new NotFound("thing") : error);
		},

		refuse(request, response, error) {
			const answer = problemFor(error, languageOf(request.headers["accept-language"]));
			const what = `${request.method} ${request.url}`;
			if (isBug(answer)) this.logger.error(`${what} ${answer.status}`, error);
			else if (answer.status >= 500) this.turnedAway.note(answer.body.code, what, error.message);
			void this.answer(request, response, problemAnswer(answer));
		},

		async beforeStop() {
			this.streams.close();
			const answered = Promise.all([...this.underWay].map((response) => once(response, "close")));
			await Promise.race([answered, sleep(this.broker.options.tracking?.shutdownTimeout, undefined, { ref: false })]);
		},
	},
	created() {
		this.underWay = new Set();
		this.callerOf = callers(this.broker);
		this.limits = new Limits();
		this.streams = new Streams(this.broker, this.logger);
		this.turnedAway = new TurnedAway((text) => this.logger.warn(text));
	},
	async started() {
		this.pages = new Pages((this.settings as { pages: string }).pages); // built while the services were created
		await Promise.race([revokedSessions().ready(), sleep(REVOKED_KNOWN_WITHIN_MS, undefined, { ref: false })]);
		this.server = await listen((request, response) => void this.receive(request, response), config.host, config.port);
		const { address, port } = this.server.address() as AddressInfo;
		this.logger.info(`Listening on http://${address}:${port}`);
	},
	async stopped() {
		if (this.server) await close(this.server);
		this.limits.close();
		this.turnedAway.close();
		await closeRevokedSessions();
	},
} satisfies ServiceSchema<object, Methods, object>;
