import type { AccountSnapshot } from "../../contracts/account.ts";
import { customerLevel, levelMessages } from "../../contracts/customer-level.ts";
import { inspect } from "../../contracts/inspection.ts";
import type { OrderSnapshot } from "../../contracts/order.ts";
import type { Actors } from "../../lib/actor/actor.ts";
import { call, contracted, type Implements } from "../../lib/broker/contract.ts";
import { NotFound } from "../../lib/domain/refusal.ts";
import type { Message } from "../../lib/messaging/message.ts";
import type { ActorDocument } from "../../lib/storage/actor-store.ts";
import type { StoreAdapter } from "../../lib/storage/open.ts";
import { type ActorMethods, actor } from "../../mixins/actor.ts";
import { daysOfOrderParts, type Retention } from "../../mixins/retention.ts";
import { type Customer, type CustomerCommand, customerRules } from "./customer-level.ts";
import { show, showEntry } from "./customer-level.view.ts";
import { entryOf, LEDGER, Ledger, type Reason } from "./ledger.ts";

interface Methods extends ActorMethods<Customer, CustomerCommand>, Retention {
	adapter: StoreAdapter;
	actors: Actors<Customer, CustomerCommand>;
	ledger: Ledger;
	record(reason: Reason, order: OrderSnapshot, message: Message): Promise<undefined>;
	customer(accountId: string): Promise<ActorDocument<Customer> | null>;
}

/** Less than the 300 ms that placing an order waits for the level. */
const ACCOUNT_TIMEOUT = 200;

const rename = ({ id: accountId, name, roles }: AccountSnapshot): [string, CustomerCommand] | undefined =>
	roles.includes("customer") ? [accountId, { type: "rename", accountId, name }] : undefined;

export default {
	name: "customer-level",
	mixins: [
		contracted(customerLevel),
		actor({
			name: "customer",
			rules: customerRules,
			messages: levelMessages,
			unboundedSenders: true,
			subscriptions: {
				"order.completed"(this: Methods, order, message) {
					return this.record("completed", order, message);
				},
				/** Counts the completion as well, in case its own message is missed. */
				async "order.refunded"(this: Methods, order, message) {
					await this.record("completed", order, message);
					return this.record("refunded", order, message);
				},
				"account.registered": rename,
				"account.changed": rename,
				"account.erased": rename,
			},
		}),
	],
	actions: {
		async me(ctx) {
			const customer = await this.customer(ctx.meta.caller.accountId);
			if (!customer) throw new NotFound("customer");
			return show(customer);
		},
		async ledger(ctx) {
			const { items, nextCursor } = await this.ledger.page(ctx.meta.caller.accountId, ctx.params);
			return { items: items.map(showEntry), nextCursor };
		},
		async check(ctx) {
			const { customerId } = ctx.params;
			if (!(await this.customer(customerId))) return "Iron";
			return (await this.send(customerId, { type: "check" }, ctx)).state.level;
		},
	},
	methods: {
		/** After a crash between ledger entry and score the message is redelivered; each of the two is written once. */
		async record(reason: Reason, order: OrderSnapshot, message: Message) {
			const entry = entryOf(order, reason, message.at);
			if (!entry) return;
			await this.ledger.record(entry);
			const { accountId, delta } = entry;
			// One sender per reason, with one version: each reason counts once per order, whichever message brings it.
			const origin = { message: { ...message, sender: `${message.sender}/${reason}`, version: 1 }, request: message.request };
			await this.actors.send(accountId, { type: "addPoints", accountId, delta }, origin);
		},
		/** Asks the account service about an unknown customer, whose registration message may not have arrived yet. */
		async customer(accountId: string) {
			const known = await this.documents.load(accountId);
			if (known) return known;
			const [account] = await call(this.broker, inspect.account.many, { ids: [accountId] }, { timeout: ACCOUNT_TIMEOUT });
			if (!account?.state.roles.includes("customer")) return null;
			return this.create(accountId, { type: "register", accountId, name: account.state.name });
		},
	},
	async started() {
		const ledger = new Ledger(await this.adapter.table(LEDGER));
		this.ledger = ledger;
		this.retained.push({ kind: LEDGER.name, days: daysOfOrderParts(), remove: (before) => ledger.remove(before) });
	},
} satisfies Implements<typeof customerLevel, Methods>;
