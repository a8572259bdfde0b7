import type { Context, ServiceSchema } from "moleculer";
import type { Caller } from "../../lib/caller.ts";
import { decodeCursor, encodeCursor, type PageParams, pageParams } from "../../lib/cursor.ts";
import { isoOrNull } from "../../lib/iso.ts";
import { keyOf } from "../../lib/message.ts";
import { orderId } from "../../lib/params.ts";
import { ReadModel } from "../../lib/read-model.ts";
import { NotFound } from "../../lib/refusal.ts";
import type { Documents } from "../../lib/store/documents.ts";
import type { Shown } from "../../mixins/actor.ts";
import type { CallMeta } from "../../mixins/guard.ts";
import { type Listener, listener } from "../../mixins/listener.ts";
import type { Numbered } from "./event.ts";
import { type Cursor, Follower, type Piece } from "./follower.ts";
import * as schema from "./mypage.schema.ts";
import { type Customer, foldCustomer, foldPage, OF_ACCOUNTS, OF_LEVELS, OF_ORDERS, type Page } from "./page.ts";
import { latest, showCustomer, showPage } from "./page.view.ts";
import { type Progress, Rebuild } from "./rebuild.ts";

type Call<Params = object> = Context<Params, CallMeta & { caller: Caller }>;
const none = { $$strict: true } as const;

interface Methods extends Listener {
	documents: Documents<Page>;
	customers: Documents<Customer>;
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

const PAGE = 1_000;

const showProgress = ({ finishedAt, startedAt, touchedAt, ...progress }: Progress) => ({
	running: finishedAt === null,
	...progress,
	startedAt: isoOrNull(startedAt),
	finishedAt: isoOrNull(finishedAt),
	asOf: isoOrNull(touchedAt),
});

export default {
	name: "mypage",
	mixins: [listener({ group: "mypage", name: "mypage", indexes: { customer: ["customerId"] } })],
	actions: {
		list: {
			summary: "Lists the caller's orders with all that others do for them, newest first",
			guard: ["customer"],
			params: { $$strict: true, ...pageParams },
			returns: schema.pages,
			async handler(ctx: Call<PageParams>) {
				const { cursor, limit } = ctx.params;
				const { accountId } = ctx.meta.caller;
				const after = cursor === undefined ? undefined : { after: decodeCursor(cursor) };
				const [found, customer] = await Promise.all([
					this.documents.page({ where: { customerId: accountId }, order: "descending", limit: limit + 1, ...after }),
					this.customers.load(accountId),
				]);
				const items = found.slice(0, limit);
				return {
					customer: customer && showCustomer(customer.state),
					items: items.map(showPage),
					nextCursor: found.length > items.length ? encodeCursor(items.at(-1)!._id) : null,
					asOf: isoOrNull(latest([...items.map(({ state }) => state)], customer?.state)),
				};
			},
		},
		get: {
			summary: "Shows one of them",
			guard: ["customer"],
			params: { $$strict: true, orderId },
			returns: schema.page,
			async handler(ctx: Call<{ orderId: string }>) {
				const found = await this.documents.load(ctx.params.orderId);
				if (!found || found.state.customerId !== ctx.meta.caller.accountId) throw new NotFound("order");
				return showPage(found);
			},
		},
		/** From the event log, while it serves; asked again while one is under way, that one is shown. */
		rebuild: {
			summary: "Makes my page anew from the event log; asked again, shows how far it is",
			guard: ["operator"],
			params: none,
			returns: schema.progress,
			async handler() {
				return showProgress(await this.rebuild.begin());
			},
		},
		rebuilding: {
			guard: "internal",
			params: none,
			async handler() {
				const progress = await this.rebuild.progress();
				return progress && showProgress(progress);
			},
		},
	},
	events: {
		/** Not before: the event log starts beside this service. */
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
			const { events, last } = await this.broker.call<{ events: Numbered[]; last: number }, object>("event-log.read", {
				after,
				limit: PAGE,
			});
			const bySubject = Map.groupBy(
				events.filter(({ type }) => this.modelOf(type)),
				({ sender }) => keyOf(sender),
			);
			await Promise.all([...bySubject].map(([id, told]) => this.modelOf(told[0]!.type)![how](id, told)));
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
				const page = await this.broker.call<Shown[], object>("account.scan", params);
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
		this.documents = this.adapter as unknown as Documents<Page>;
		this.customers = (await this.adapter.side({ name: "mypage_customers" })) as Documents<Customer>;
		this.pages = new ReadModel(this.documents, foldPage);
		this.people = new ReadModel(this.customers, foldCustomer);
		const progress = (await this.adapter.side({ name: "mypage_rebuild" })) as Documents<Progress>;
		this.rebuild = new Rebuild(progress, (after) => this.retell(after), this.logger);
		const cursor = (await this.adapter.side({ name: "mypage_cursor" })) as Documents<Cursor>;
		this.follower = new Follower(cursor, (after) => this.read(after, "send"), this.logger);
		await this.listen(OF_ACCOUNTS, (message) => this.people.send(keyOf(message.sender), [message]));
		if (this.broker.started) await this.readOn();
	},
	async stopped() {
		await Promise.all([this.follower?.stop(), this.rebuild?.stop()]);
	},
} satisfies ServiceSchema<object, Methods, object>;
