import { eventLog } from "../../contracts/event-log.ts";
import { inspect } from "../../contracts/inspection.ts";
import { mypage } from "../../contracts/mypage.ts";
import { removeOld } from "../../lib/actor/removal.ts";
import { type Ctx, call, contracted, type Implements } from "../../lib/broker/contract.ts";
import { decodeCursor, encodeCursor } from "../../lib/domain/cursor.ts";
import { isoOrNull } from "../../lib/domain/iso-time.ts";
import { NotFound } from "../../lib/domain/refusal.ts";
import { keyOf } from "../../lib/messaging/message.ts";
import type { ActorDocument, ActorStore } from "../../lib/storage/actor-store.ts";

import { type Projection, projection } from "../../mixins/projection.ts";
import { daysOfOrderParts, type Retention } from "../../mixins/retention.ts";
import { type AppliedBatch, type Cursor, Follower } from "./follower.ts";
import { ACCOUNT_TYPES, type Customer, foldCustomer, foldPage, isOver, LEVEL_TYPES, ORDER_TYPES, type Page, withOrder } from "./mypage.ts";
import { latestTime, showCustomer, showPage } from "./mypage.view.ts";

import { ReadModel } from "./read-model.ts";
import { type Owned, type Progress, Rebuild } from "./rebuild.ts";

interface Methods extends Projection, Retention {
	documents: ActorStore<Page>;
	customers: ActorStore<Customer>;
	orderModel: ReadModel<Page>;
	customerModel: ReadModel<Customer>;
	rebuild: Rebuild;
	follower: Follower;
	openCollections(): Promise<void>;
	complete(page: ActorDocument<Page> | null, orderId: string, ctx: Ctx): Promise<ActorDocument<Page>>;
	modelOf(type: string): ReadModel<Page> | ReadModel<Customer> | undefined;
	resume(): Promise<void>;
	readFeed(after: number, how: "apply" | "replay"): Promise<AppliedBatch>;
	replay(after: number): Promise<AppliedBatch>;
	replayAccounts(): Promise<void>;
}

const PAGES = { name: "mypage", indexes: { customer: ["customerId"] } };
const BATCH = 1_000;

const showProgress = ({ done, finishedAt, of, startedAt, touchedAt }: Progress) => ({
	running: finishedAt === null,
	done,
	of,
	startedAt: isoOrNull(startedAt),
	finishedAt: isoOrNull(finishedAt),
	asOf: isoOrNull(touchedAt),
});

export default {
	name: "mypage",
	mixins: [contracted(mypage), projection({ group: "mypage", name: PAGES.name })],
	metadata: { reads: ["list", "get"] },
	actions: {
		async list(ctx) {
			const { cursor, limit } = ctx.params;
			const { accountId } = ctx.meta.caller;
			const after = cursor === undefined ? undefined : { after: decodeCursor(cursor) };
			const [found, customer] = await Promise.all([
				this.documents.list({ where: { customerId: accountId }, order: "descending", limit: limit + 1, ...after }),
				this.customers.load(accountId),
			]);
			const items = found.slice(0, limit);
			return {
				customer: customer && showCustomer(customer.state),
				items: items.map(showPage),
				nextCursor: found.length > items.length ? encodeCursor(items.at(-1)!._id) : null,
				asOf: isoOrNull(latestTime(items, customer?.state)),
			};
		},
		async get(ctx) {
			const { orderId } = ctx.params;
			const found = await this.documents.load(orderId);
			const page = found?.state.order ? found : await this.complete(found, orderId, ctx);
			if (page.state.customerId !== ctx.meta.caller.accountId) throw new NotFound("order");
			return showPage(page);
		},
		/** My page stays available meanwhile. A second call returns the running rebuild. */
		async rebuild() {
			return showProgress(await this.rebuild.start());
		},
		async rebuilding() {
			const progress = await this.rebuild.progress();
			return progress ? showProgress(progress) : null;
		},
	},
	events: {
		/** Not in `started`: the event log starts at the same time as this service. */
		"$broker.started"() {
			return this.resume();
		},
		"event-log.grown"() {
			this.follower?.wake();
		},
	},
	methods: {
		async openCollections() {
			this.documents = await this.adapter.actorStore(PAGES);
			this.customers = await this.adapter.actorStore({ name: "mypage_customers" });
		},
		/** Right after an order was placed, and while messages are held up, only the order service has it. */
		async complete(page: ActorDocument<Page> | null, orderId: string, ctx: Ctx) {
			const [found] = await call(ctx, inspect.order.many, { ids: [orderId] });
			if (!found) throw new NotFound("order");
			ctx.meta.variant = found.version;
			return withOrder(page, found);
		},
		modelOf(type: string) {
			if (ORDER_TYPES.has(type)) return this.orderModel;
			return LEVEL_TYPES.has(type) ? this.customerModel : undefined;
		},
		async resume() {
			await this.follower.start();
			await this.rebuild.resume();
		},
		/** Reads the next batch of the feed and applies it. */
		async readFeed(after: number, how: "apply" | "replay") {
			const { events, last } = await call(this.broker, eventLog.read, { after, limit: BATCH });
			const bySubject = Map.groupBy(
				events.filter(({ type }) => this.modelOf(type)),
				({ sender }) => keyOf(sender),
			);
			await Promise.all([...bySubject].map(([id, messages]) => this.modelOf(messages[0]!.type)![how](id, messages)));
			return { done: events.at(-1)?.seq ?? after, of: last, isLast: events.length < BATCH };
		},
		async replay(after: number) {
			const applied = await this.readFeed(after, "replay");
			if (applied.isLast) await this.replayAccounts();
			return applied;
		},
		async replayAccounts() {
			for (let after: string | undefined; ; ) {
				const params = { limit: BATCH, ...(after === undefined ? undefined : { after }) };
				const batch = await call(this.broker, inspect.account.scan, params);
				const at = Date.now();
				await Promise.all(
					batch.map(({ id, state, version }) =>
						this.customerModel.replay(id, [{ type: "account.changed", sender: `account/${id}`, version, at, data: state }]),
					),
				);
				if (batch.length < BATCH) return;
				after = batch.at(-1)!.id;
			}
		},
	},
	async started() {
		await this.openCollections();
		this.retained.push({ kind: PAGES.name, days: daysOfOrderParts(), remove: (before) => removeOld(this.documents, before, isOver) });
		this.orderModel = new ReadModel(this.documents, foldPage);
		this.customerModel = new ReadModel(this.customers, foldCustomer);
		const progress = await this.adapter.table<Owned>({ name: "mypage_rebuild" });
		this.rebuild = new Rebuild(progress, (after) => this.replay(after), this.logger);
		const cursor = await this.adapter.table<Cursor>({ name: "mypage_cursor" });
		this.follower = new Follower(cursor, (after) => this.readFeed(after, "apply"), this.logger);
		await this.subscribe(ACCOUNT_TYPES, (message) => this.customerModel.apply(keyOf(message.sender), [message]));
		if (this.broker.started) await this.resume();
	},
	async stopped() {
		await Promise.all([this.follower?.stop(), this.rebuild?.stop()]);
	},
} satisfies Implements<typeof mypage, Methods>;
