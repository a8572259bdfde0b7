import type { Context, ServiceSchema } from "moleculer";
import type { Actors } from "../../lib/actor.ts";
import type { AccountSnapshot, Level, OrderSnapshot } from "../../lib/catalogue.ts";
import { type PageParams, pageParams } from "../../lib/cursor.ts";
import { iso } from "../../lib/iso.ts";
import type { Message } from "../../lib/message.ts";
import { NotFound } from "../../lib/refusal.ts";
import type { ActorDocument, Documents } from "../../lib/store/documents.ts";
import type { StoreAdapter } from "../../lib/store/open.ts";
import { type ActorMethods, actor, type Shown } from "../../mixins/actor.ts";
import type { Caller, CallMeta } from "../../mixins/guard.ts";
import * as schema from "./customer-level.schema.ts";
import { type Customer, type CustomerCommand, customerRules, levelOf, quantityToNextLevel } from "./customer-level.ts";
import { type Entry, entryOf, LEDGER, Ledger, type Reason } from "./ledger.ts";

type Call<Params = object> = Context<Params, CallMeta & { caller: Caller }>;

interface Methods extends ActorMethods<Customer, CustomerCommand> {
	adapter: StoreAdapter;
	actors: Actors<Customer, CustomerCommand>;
	ledger: Ledger;
	enter(reason: Reason, order: OrderSnapshot, message: Message): Promise<undefined>;
	known(accountId: string): Promise<ActorDocument<Customer> | null>;
}

/** Of the 300 ms that an order waits for its level. */
const ACCOUNT_TIMEOUT = 200;

const rename = ({ id: accountId, name, roles }: AccountSnapshot): [string, CustomerCommand] | undefined =>
	roles.includes("customer") ? [accountId, { type: "rename", accountId, name }] : undefined;

const show = ({ state: { level, name, score }, version }: ActorDocument<Customer>) => ({
	name,
	level,
	nextLevel: levelOf(score),
	score,
	quantityToNextLevel: quantityToNextLevel(score),
	version,
});

const showEntry = ({ at, delta, orderId, reason }: Entry) => ({ orderId, delta, reason, at: iso(at) });

export default {
	name: "customer-level",
	mixins: [
		actor<Customer, CustomerCommand>({
			name: "customer",
			rules: customerRules,
			unboundedSenders: true,
			subscriptions: {
				"order.completed"(this: Methods, order, message) {
					return this.enter("completed", order, message);
				},
				"order.taken_back"(this: Methods, order, message) {
					return this.enter("taken_back", order, message);
				},
				"account.registered": rename,
				"account.changed": rename,
				"account.erased": rename,
			},
		}),
	],
	actions: {
		me: {
			summary: "Shows the caller's level",
			guard: ["customer"],
			params: { $$strict: true },
			returns: schema.customer,
			refuses: ["not_found"],
			async handler(ctx: Call) {
				const customer = await this.known(ctx.meta.caller.accountId);
				if (!customer) throw new NotFound("customer");
				return show(customer);
			},
		},
		ledger: {
			summary: "Lists what made the caller's score, newest first",
			guard: ["customer"],
			params: { $$strict: true, ...pageParams },
			returns: schema.ledger,
			refuses: ["not_found"],
			async handler(ctx: Call<PageParams>) {
				const { items, nextCursor } = await this.ledger.page(ctx.meta.caller.accountId, ctx.params);
				return { items: items.map(showEntry), nextCursor };
			},
		},
		/** What the order that is being placed is taken at. */
		check: {
			guard: "internal",
			params: { $$strict: true, customerId: "string" },
			async handler(ctx: Call<{ customerId: string }>): Promise<Level> {
				const { customerId } = ctx.params;
				if (!(await this.known(customerId))) return "Iron";
				return (await this.send(customerId, { type: "check" }, ctx)).state.level;
			},
		},
	},
	methods: {
		/** Entry and score may come apart by a crash, but the message comes again, and either is made once. */
		async enter(reason: Reason, order: OrderSnapshot, message: Message) {
			const entry = entryOf(order, reason, message.at);
			if (!entry) return;
			await this.ledger.record(entry);
			const { accountId, delta } = entry;
			// Heard of each by itself, for the later of an order's two messages must not make the earlier one old: both count.
			const origin = { message: { ...message, sender: `${message.sender}/${reason}` }, request: message.request };
			await this.actors.send(accountId, { type: "enter", accountId, delta }, origin);
		},
		/** Whoever is not heard of yet may have registered a moment ago. */
		async known(accountId: string) {
			const heard = await this.documents.load(accountId);
			if (heard) return heard;
			const [account] = await this.broker.call<Shown<AccountSnapshot>[], object>(
				"account.many",
				{ ids: [accountId] },
				{ timeout: ACCOUNT_TIMEOUT },
			);
			if (!account?.state.roles.includes("customer")) return null;
			return this.create(accountId, { type: "meet", accountId, name: account.state.name });
		},
	},
	async started() {
		this.ledger = new Ledger((await this.adapter.side(LEDGER)) as Documents<Entry>);
	},
} satisfies ServiceSchema<object, Methods, object>;
