import { eventLog } from "../../contracts/event-log.ts";
import { inspect } from "../../contracts/inspection.ts";
import { mypage } from "../../contracts/mypage.ts";
import { call, contracted, type Implements } from "../../lib/broker/contract.ts";
import { decodeCursor, encodeCursor } from "../../lib/domain/cursor.ts";
import { isoOrNull } from "../../lib/domain/iso-time.ts";
import { NotFound } from "../../lib/domain/refusal.ts";
import { keyOf } from "../../lib/messaging/message.ts";
import type { ActorStore } from "../../lib/storage/actor-store.ts";
import { type Listener, listener } from "../../mixins/projection.ts";
import { type Cursor, Follower, type Piece } from "./follower.ts";
import { type Customer, foldCustomer, foldPage, OF_ACCOUNTS, OF_LEVELS, OF_ORDERS, type Page } from "./page.ts";
import { latestTime, showCustomer, showPage } from "./page.view.ts";
import { ReadModel } from "./read-model.ts";
import { type Owned, type Progress, Rebuild } from "./rebuild.ts";

interface Methods extends Listener {
	documents: ActorStore<Page>;
	customers: ActorStore<Customer>;
	pages: ReadModel<Page>;
	people: ReadModel<Customer>;
	rebuild: Rebuild;
	follower: Follower;
	modelOf(type: string): ReadModel<Page> | ReadModel<Customer> | undefined;
	readOn(): Promise<void>;
	read(after: number, how: "send" | "retell"): Promise<Piece>;
	retell(after: number): Promise<Piece>;
	retellAccounts(): Promise<void>;
}

const PAGES = { name: "mypage", indexes: { customer: ["customerId"] } };
const PAGE = 1_000;

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
	mixins: [contracted(mypage), listener({ group: "mypage", name: PAGES.name })],
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
			const found = await this.documents.load(ctx.params.orderId);
			if (!found || found.state.customerId !== ctx.meta.caller.accountId) throw new NotFound("order");
			return showPage(found);
		},
		/** My page keeps answering meanwhile. A second call shows the rebuild that is running. */
		async rebuild() {
			return showProgress(await this.rebuild.begin());
		},
		async rebuilding() {
			const progress = await this.rebuild.progress();
			return progress ? showProgress(progress) : null;
		},
	},
	events: {
		/** Not earlier: the event log starts at the same time as this service. */
		"$broker.started"() {
			return this.readOn();
		},
		"event-log.grown"() {
			this.follower?.wake();
		},
	},
	methods: {
		modelOf(type: string) {
			if (OF_ORDERS.has(type)) return this.pages;
			return OF_LEVELS.has(type) ? this.people : undefined;
		},
		async readOn() {
			await this.follower.start();
			await this.rebuild.resume();
		},
		/** The next piece of the feed. */
		async read(after: number, how: "send" | "retell") {
			const { events, last } = await call(this.broker, eventLog.read, { after, limit: PAGE });
			const bySubject = Map.groupBy(
				events.filter(({ type }) => this.modelOf(type)),
				({ sender }) => keyOf(sender),
			);
			await Promise.all([...bySubject].map(([id, messages]) => this.modelOf(messages[0]!.type)![how](id, messages)));
			return { done: events.at(-1)?.seq ?? after, of: last, isLast: events.length < PAGE };
		},
		async retell(after: number) {
			const piece = await this.read(after, "retell");
			if (piece.isLast) await this.retellAccounts();
			return piece;
		},
		async retellAccounts() {
			for (let after: string | undefined; ; ) {
				const params = { limit: PAGE, ...(after === undefined ? undefined : { after }) };
				const page = await call(this.broker, inspect.account.scan, params);
				const at = Date.now();
				await Promise.all(
					page.map(({ id, state, version }) =>
						this.people.retell(id, [{ type: "account.changed", sender: `account/${id}`, version, at, data: state }]),
					),
				);
				if (page.length < PAGE) return;
				after = page.at(-1)!.id;
			}
		},
	},
	async started() {
		this.documents = await this.adapter.actorStore(PAGES);
		this.customers = await this.adapter.actorStore({ name: "mypage_customers" });
		this.pages = new ReadModel(this.documents, foldPage);
		this.people = new ReadModel(this.customers, foldCustomer);
		const progress = await this.adapter.table<Owned>({ name: "mypage_rebuild" });
		this.rebuild = new Rebuild(progress, (after) => this.retell(after), this.logger);
		const cursor = await this.adapter.table<Cursor>({ name: "mypage_cursor" });
		this.follower = new Follower(cursor, (after) => this.read(after, "send"), this.logger);
		await this.listen(OF_ACCOUNTS, (message) => this.people.send(keyOf(message.sender), [message]));
		if (this.broker.started) await this.readOn();
	},
	async stopped() {
		await Promise.all([this.follower?.stop(), this.rebuild?.stop()]);
	},
} satisfies Implements<typeof mypage, Methods>;
