import { randomUUID } from "node:crypto";
import { MESSAGE_TYPES } from "../../contracts/catalogue/messages.ts";
import { webhook } from "../../contracts/webhook.ts";
import type { Address, Subscriptions } from "../../lib/actor/actor.ts";
import { contracted, type Implements } from "../../lib/broker/contract.ts";
import { config } from "../../lib/config/config.ts";
import { decodeCursor, encodeCursor } from "../../lib/domain/cursor.ts";
import { newId } from "../../lib/domain/ids.ts";
import { Invalid, NotFound } from "../../lib/domain/refusal.ts";
import type { Message } from "../../lib/messaging/message.ts";
import type { ActorDocument } from "../../lib/storage/actor-store.ts";
import type { StoreAdapter } from "../../lib/storage/adapter.ts";
import { type ActorMethods, actor } from "../../mixins/actor.ts";
import { ForbiddenUrl } from "./webhook.errors.ts";
import { type Attempt, type WebhookCommand, type WebhookDelivery, webhookRules } from "./webhook.ts";
import { bodyOf, showDelivery, showEndpoint } from "./webhook.view.ts";
import { checkName, checkUrl, NotPublic } from "./webhooks/addresses.ts";
import { ENDPOINTS, type Endpoint, Endpoints } from "./webhooks/endpoints.ts";
import { KeyedQueue } from "./webhooks/keyed-queue.ts";
import { idOf } from "./webhooks/message-id.ts";
import { Poster } from "./webhooks/post.ts";
import { newSecret, signedHeaders } from "./webhooks/signature.ts";

interface Methods extends ActorMethods<WebhookDelivery, WebhookCommand> {
	adapter: StoreAdapter;
	endpoints: Endpoints;
	queue: KeyedQueue;
	/** Deliveries that this process has queued or is attempting. */
	inProgress: Set<string>;
	poster: Poster;
	deliveriesFor(message: Message): Promise<Address<WebhookCommand>[] | undefined>;
	endpoint(id: string): Promise<Endpoint>;
	check(address: string): Promise<void>;
	attempt(document: ActorDocument<WebhookDelivery>): Promise<void>;
	post(delivery: WebhookDelivery, endpoint: Endpoint): Promise<Attempt>;
	enqueue(document: ActorDocument<WebhookDelivery>): Promise<void>;
}

const TIMEOUT_MS = 10_000;
const RESOLVE_TIMEOUT_MS = 1_500;
const CONCURRENCY = 10;
const MAX_QUEUED = 200;
const POSTPONE_MS = 30_000;

const subscriptions = Object.fromEntries(
	MESSAGE_TYPES.map((type) => [
		type,
		function (this: Methods, _: unknown, message: Message) {
			return this.deliveriesFor(message);
		},
	]),
) as Subscriptions<WebhookCommand>;

const isDelivered = ({ status }: Attempt): boolean => status !== null && status >= 200 && status < 300;
const failedAttempt = (error: string): Attempt => ({ at: Date.now(), status: null, error, tookMs: 0 });

export default {
	name: "webhook",
	mixins: [
		contracted(webhook),
		actor({
			name: "webhook",
			rules: webhookRules,
			subscriptions,
			indexes: { endpoint: ["endpointId"] },
			effects: {
				begin(this: Methods, document) {
					return this.enqueue(document);
				},
				forget(this: Methods, { _id, version }) {
					return this.documents.remove(_id, version);
				},
			},
		}),
	],
	actions: {
		async add(ctx) {
			const { events, url } = ctx.params;
			await this.check(url);
			const secret = newSecret();
			const id = newId("whk", ctx.meta.idEnding);
			const endpoint: Endpoint = { url, events, secret, status: "active", failingSince: null, createdAt: Date.now(), version: 1 };
			const added = await this.endpoints.add(id, endpoint);
			return { ...showEndpoint(id, added), secret: added.secret };
		},
		async list(ctx) {
			const { cursor, limit } = ctx.params;
			const after = cursor === undefined ? undefined : { after: decodeCursor(cursor) };
			const found = await this.endpoints.scan({ order: "descending", limit: limit + 1, ...after });
			const items = found.slice(0, limit);
			const nextCursor = found.length > limit ? encodeCursor(items.at(-1)!.id) : null;
			return { items: items.map(({ id, value }) => showEndpoint(id, value)), nextCursor };
		},
		async get(ctx) {
			const { webhookId } = ctx.params;
			return showEndpoint(webhookId, await this.endpoint(webhookId));
		},
		async remove(ctx) {
			if (!(await this.endpoints.remove(ctx.params.webhookId))) throw new NotFound("webhook");
		},
		async deliveries(ctx) {
			const { webhookId: endpointId, ...page } = ctx.params;
			await this.endpoint(endpointId);
			return this.list({ where: { endpointId }, order: "descending" }, page, showDelivery);
		},
		/** A success resumes a paused endpoint. */
		async redeliver(ctx) {
			const { deliveryId, webhookId } = ctx.params;
			await this.endpoint(webhookId);
			if ((await this.read(deliveryId, ctx)).state.endpointId !== webhookId) throw new NotFound("delivery");
			return showDelivery(await this.send(deliveryId, { type: "again" }, ctx));
		},
	},
	methods: {
		async deliveriesFor(message: Message) {
			const endpoints = await this.endpoints.of(message.type);
			if (endpoints.length === 0) return undefined;
			const payload = { messageId: message.id, type: message.type, body: bodyOf(message) };
			return endpoints.map(({ id: endpointId }): Address<WebhookCommand> => {
				const id = idOf("dlv", message, endpointId);
				return [id, { type: "deliver", delivery: { id, endpointId, ...payload } }];
			});
		},
		async endpoint(id: string) {
			const found = await this.endpoints.get(id);
			if (!found) throw new NotFound("webhook");
			return found;
		},
		async check(address: string) {
			if (!URL.canParse(address)) throw new Invalid("url", "It is not a URL.");
			if (!/^https?:/i.test(address)) throw new ForbiddenUrl("It must start with https:// or http://.");
			if (config.webhookAllowPrivate) return;
			try {
				checkUrl(new URL(address));
				await checkName(new URL(address), RESOLVE_TIMEOUT_MS);
			} catch (error) {
				throw error instanceof NotPublic ? new ForbiddenUrl(error.message) : error;
			}
		},
		/** The timer fires repeatedly until the attempt has started, so queued deliveries are skipped. */
		async enqueue(document: ActorDocument<WebhookDelivery>) {
			const { _id, state } = document;
			if (this.inProgress.has(_id)) return;
			if (this.queue.isFull(state.endpointId)) {
				await this.send(_id, { type: "postpone", until: Date.now() + POSTPONE_MS });
				return;
			}
			this.inProgress.add(_id);
			await this.queue.run(state.endpointId, () => this.attempt(document)).finally(() => this.inProgress.delete(_id));
		},
		/** After a crash in here the next attempt starts when the lease in the document ends. */
		async attempt({ _id, state: { endpointId } }: ActorDocument<WebhookDelivery>) {
			const by = randomUUID();
			const { state } = await this.send(_id, { type: "begin", by });
			if (state.by !== by) return;
			const endpoint = await this.endpoints.get(endpointId);
			if (!endpoint) return void (await this.send(_id, { type: "giveUp", attempt: failedAttempt("The webhook was removed.") }));
			const attempt = await this.post(state, endpoint);
			await this.endpoints.recordAttempt(endpointId, isDelivered(attempt), attempt.at);
			await this.send(_id, { type: isDelivered(attempt) ? "succeed" : "fail", by, attempt });
		},
		async post({ body, messageId }: WebhookDelivery, { secret, url }: Endpoint) {
			const at = Date.now();
			const outcome = await this.poster.post(url, signedHeaders(secret, messageId, body, at), body).then(
				(status) => ({ status, error: null }),
				(error: Error) => ({
					status: null,
					error: error.name === "AbortError" || error.name === "TimeoutError" ? "timeout" : error.message,
				}),
			);
			return { at, ...outcome, tookMs: Date.now() - at };
		},
	},
	/** Not in `started`: the actor's timers start before that and need all of these. */
	async afterConnected(this: Methods) {
		this.endpoints = new Endpoints(await this.adapter.table(ENDPOINTS));
		this.queue = new KeyedQueue(CONCURRENCY, MAX_QUEUED);
		this.inProgress = new Set();
		this.poster = new Poster({ timeoutMs: TIMEOUT_MS, allowPrivate: config.webhookAllowPrivate });
	},
	async stopped() {
		this.poster?.close();
	},
} satisfies Implements<typeof webhook, Methods> & { afterConnected(): Promise<void> };
