import type { Context, ServiceSchema } from "moleculer";
import type { Caller } from "../../lib/caller.ts";
import { decodeCursor, encodeCursor, type PageParams, pageParams } from "../../lib/cursor.ts";
import { isoOrNull } from "../../lib/iso.ts";
import { keyOf, type Message } from "../../lib/message.ts";
import { orderId } from "../../lib/params.ts";
import { ReadModel } from "../../lib/read-model.ts";
import { NotFound } from "../../lib/refusal.ts";
import type { Documents } from "../../lib/store/documents.ts";
import type { Shown } from "../../mixins/actor.ts";
import type { CallMeta } from "../../mixins/guard.ts";
import { type Listener, listener } from "../../mixins/listener.ts";
import type { Numbered } from "./event-log.ts";
import { type Customer, foldCustomer, foldPage, OF_CUSTOMERS, OF_ORDERS, type Page } from "./page.ts";
import { latest, showCustomer, showPage } from "./page.view.ts";
import { type Piece, type Progress, Rebuild } from "./rebuild.ts";

type Call<Params = object> = Context<Params, CallMeta & { caller: Caller }>;
const none = { $$strict: true } as const;

interface Methods extends Listener {
	documents: Documents<Page>;
	customers: Documents<Customer>;
	pages: ReadModel<Page>;
	people: ReadModel<Customer>;
	rebuild: Rebuild;
	modelOf(type: string): ReadModel<Page> | ReadModel<Customer> | undefined;
	retell(after: number): Promise<Piece>;
	retellAccounts(): Promise<void>;
}

const PAGE = 200;
const ofCustomers = new Set<string>(OF_CUSTOMERS);
const ofOrders = new Set<string>(OF_ORDERS);

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
			guard: ["customer"],
			params: { $$strict: true, ...pageParams },
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
			guard: ["customer"],
			params: { $$strict: true, orderId },
			async handler(ctx: Call<{ orderId: string }>) {
				const found = await this.documents.load(ctx.params.orderId);
				if (!found || found.state.customerId !== ctx.meta.caller.accountId) throw new NotFound("order");
				return showPage(found);
			},
		},
		/** From the event log, while it serves; asked again while one is under way, that one is shown. */
		rebuild: {
			guard: ["operator"],
			params: none,
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
	methods: {
		modelOf(type: string) {
			if (ofOrders.has(type)) return this.pages;
			return ofCustomers.has(type) ? this.people : undefined;
		},
		/** The next piece of the feed. The log holds no names, so the accounts are asked for them, last. */
		async retell(after: number) {
			const { events, last } = await this.broker.call<{ events: Numbered[]; last: number }, object>("event-log.read", {
				after,
				limit: PAGE,
			});
			const told = events.filter(({ type }) => this.modelOf(type) && !type.startsWith("account."));
			const bySubject = Map.groupBy(told, ({ sender }) => keyOf(sender));
			await Promise.all(
				[...bySubject].map(([id, messages]) => this.modelOf(messages[0]!.type)!.retell(id, messages as unknown as Message[])),
			);
			const isLast = events.length < PAGE;
			if (isLast) await this.retellAccounts();
			return { done: events.at(-1)?.seq ?? after, of: last, isLast };
		},
		async retellAccounts() {
			for (let after: string | undefined; ; ) {
				const params = { limit: PAGE, ...(after === undefined ? undefined : { after }) };
				const page = await this.broker.call<Shown[], object>("account.scan", params);
				const at = Date.now();
				await Promise.all(
					page.map(({ id, state, version }) => {
						const sender = `account/${id}`;
						return this.people.retell(id, [
							{ id: `${sender}/${version}`, type: "account.changed", sender, version, at, schema: 1, data: state },
						]);
					}),
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
		await this.listen([...OF_ORDERS, ...OF_CUSTOMERS], (message) => this.modelOf(message.type)!.hear(keyOf(message.sender), message));
		await this.rebuild.resume();
	},
	async stopped() {
		await this.rebuild?.stop();
		await Promise.all([this.pages?.flush(), this.people?.flush()]);
	},
} satisfies ServiceSchema<object, Methods, object>;
