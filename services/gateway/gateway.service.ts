import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import type { Context, ServiceSchema } from "moleculer";
import type { LiveDelivery } from "../../contracts/delivery.ts";
import { closeRevokedSessions, revokedSessions } from "../../lib/auth/revocation.ts";
import { admit } from "../../lib/broker/guard.ts";
import { config } from "../../lib/config/config.ts";
import { NotFound } from "../../lib/domain/refusal.ts";
import { withContext } from "../../lib/observability/log-context.ts";
import { callers } from "./access/caller.ts";
import { deviceOf } from "./access/device.ts";
import { Limits } from "./access/limits.ts";
import { RejectionLog } from "./access/rejection-log.ts";
import { Unavailable } from "./gateway.errors.ts";
import { recordResponse } from "./gateway.metrics.ts";
import { addressOf } from "./http/address.ts";
import { ifMatchOf, requestIdOf, sendOptions, writeCommonHeaders } from "./http/headers.ts";
import { inputOf, signedInputOf } from "./http/input.ts";
import { languageOf } from "./http/language.ts";
import { close, listen } from "./http/listener.ts";
import { methodsAt } from "./http/methods.ts";
import { isProbe, OPERATION_ALIASES } from "./http/operations.ts";
import { type Gateway, overrides, pathOf, responding } from "./http/overrides.ts";
import { Pages, PUBLIC } from "./http/pages.ts";
import type { Failure } from "./http/problem.ts";
import { ROUTES } from "./http/routes.ts";
import { type GatewayRequest, type WebRequest, type WebResponse, web } from "./http/web.ts";
import { storeUpload } from "./pictures/transfer.ts";
import { streamAction, streamOf } from "./streams/routes.ts";
import { Streams } from "./streams/streams.ts";

/** How long the start waits for Redis to deliver the revoked sessions. */
const REVOKED_SESSIONS_TIMEOUT_MS = 2_000;

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
				onBeforeCall(this: Gateway, _ctx: Context, _route: unknown, request: WebRequest, response: WebResponse) {
					return this.prepare(request, response);
				},
			},
		],
	},
	events: {
		/** Without Redis, this event is how a node learns of sessions that ended on other nodes. */
		async "session.revoked"(ctx: Context<{ jti: string; until: number }>) {
			await revokedSessions().add(ctx.params.jti, ctx.params.until);
			this.streams.endExpired();
		},
		"event-log.grown"() {
			this.streams.wake();
		},
		"delivery.moved"(ctx: Context<LiveDelivery>) {
			this.streams.publishLive("delivery.moved", ctx.params);
		},
		"delivery.pin_changed"(ctx: Context<LiveDelivery>) {
			this.streams.publishLive("delivery.pin_changed", ctx.params);
		},
	},
	methods: {
		...overrides,
		...responding,

		async receive(request, response) {
			const requestId = requestIdOf(request);
			writeCommonHeaders(request, response, requestId);
			if (request.method === "OPTIONS") return this.answerMethods(request, response);
			if (!this.broker.started) response.setHeader("Connection", "close");
			if (this.broker.stopping) return this.refuse(request, response, new Unavailable("This node is shutting down."));
			request.headers["x-request-id"] = requestId;
			delete request.headers["x-correlation-id"];
			const startedAt = performance.now();
			this.inFlight.add(response);
			response.once("close", () => {
				this.inFlight.delete(response);
				recordResponse(request as GatewayRequest, response, startedAt);
			});
			await withContext({ requestId }, async () => {
				await this.admit(request as GatewayRequest, response);
				this.logger.debug(`${request.method} ${pathOf(request)} ${response.statusCode}`);
			});
		},

		answerMethods(request, response) {
			try {
				const methods = methodsAt(pathOf(request), this);
				if (methods.length === 0) throw new NotFound("path");
				sendOptions(response, methods);
			} catch (error) {
				this.refuse(request, response, error as Failure);
			}
		},

		/** Requests without a valid token are counted by address. */
		async admit(request, response) {
			request.$caller = this.callerOf(request.headers.authorization);
			const caller = await request.$caller.catch(() => undefined);
			request.$address = addressOf(request, config.trustProxy);
			request.$clientId = caller?.accountId ?? request.$address;
			try {
				if (!isProbe(request)) await this.limits.admit(request.$clientId, response);
				if (this.pages.answer(request, response)) return;
			} catch (error) {
				return this.refuse(request, response, error as Failure);
			}
			const subject = request.method === "GET" ? streamOf(request.url) : undefined;
			await (subject ? this.stream(request, response as WebResponse, subject) : this.httpHandler(request, response));
		},

		/** Streams bypass the router, because its calls time out after seconds. */
		async stream(request, response, subject) {
			request.$stream = streamAction(subject).route;
			response.locals = { pathNames: Object.keys(subject) };
			await this.streams.open(request, response, subject).catch((error) => this.errorHandler(request, response, error));
		},

		/** Checks the guard before the input is read. */
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
				...(caller ? undefined : { device: deviceOf(headers["user-agent"]) }),
			});
			response.locals.pathNames = Object.keys($params.params);
			request.$params = (await this.inputFor(request)) as typeof $params;
		},

		async inputFor(request) {
			const { $alias, $params } = request;
			if ($alias.signedBy) return signedInputOf(request, $alias.signedBy);
			if ($alias.uploads) return { ...$params.params, pictureId: await storeUpload(this.broker, request) };
			return inputOf(request, $params.params, $params.query);
		},

		async beforeStop() {
			this.streams.close();
			const finished = Promise.all([...this.inFlight].map((response) => once(response, "close")));
			await Promise.race([finished, sleep(this.broker.options.tracking?.shutdownTimeout, undefined, { ref: false })]);
		},
	},
	created() {
		this.inFlight = new Set();
		this.callerOf = callers(this.broker);
		this.limits = new Limits();
		this.streams = new Streams(this.broker, this.logger);
		this.rejectionLog = new RejectionLog((text) => this.logger.warn(text));
	},
	async started() {
		this.pages = new Pages((this.settings as { pages: string }).pages); // not earlier: a build may run while the services are created
		await Promise.race([revokedSessions().ready(), sleep(REVOKED_SESSIONS_TIMEOUT_MS, undefined, { ref: false })]);
		this.server = await listen((request, response) => void this.receive(request, response), config.host, config.port);
		const { address, port } = this.server.address() as AddressInfo;
		this.logger.info(`Listening on http://${address}:${port}`);
	},
	async stopped() {
		if (this.server) await close(this.server);
		this.limits.close();
		this.rejectionLog.close();
		await closeRevokedSessions();
	},
} satisfies ServiceSchema<object, Gateway, object>;
