import type { AccountSnapshot } from "../../contracts/account.ts";
import { customerLevel, levelMessages } from "../../contracts/customer-level.ts";
import { inspect } from "../../contracts/inspection.ts";
import type { OrderSnapshot } from "../../contracts/order.ts";
import type { Actors } from "../../lib/actor/actor.ts";
import { call, contracted, type Implements } from "../../lib/broker/contract.ts";
import { iso } from "../../lib/domain/iso-time.ts";
import { NotFound } from "../../lib/domain/refusal.ts";
import type { Message } from "../../lib/messaging/message.ts";
import type { ActorDocument } from "../../lib/storage/actor-store.ts";
import type { StoreAdapter } from "../../lib/storage/open.ts";
import { type ActorMethods, actor } from "../../mixins/actor.ts";
import { type Customer, type CustomerCommand, customerRules, levelOf, quantityToNextLevel } from "./customer-level.ts";
import { type Entry, entryOf, LEDGER, Ledger, type Reason } from "./ledger.ts";

interface Methods extends ActorMethods<Customer, CustomerCommand> {
	adapter: StoreAdapter;
	actors: Actors<Customer, CustomerCommand>;
	ledger: Ledger;
	enter(reason: Reason, order: OrderSnapshot, message: Message): Promise<undefined>;
	known(accountId: string): Promise<ActorDocument<Customer> | null>;
}

/** Part of the 300 ms that placing an order waits for the level. */
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
		contracted(customerLevel),
		actor({
			name: "customer",
			rules: customerRules,
			messages: levelMessages,
			unboundedSenders: true,
			subscriptions: {
				"order.completed"(this: Methods, order, message) {
					return this.enter("completed", order, message);
				},
				"order.refunded"(this: Methods, order, message) {
					return this.enter("refunded", order, message);
				},
				"account.registered": rename,
				"account.changed": rename,
				"account.erased": rename,
			},
		}),
	],
	actions: {
		async me(ctx) {
			const customer = await this.known(ctx.meta.caller.accountId);
			if (!customer) throw new NotFound("customer");
			return show(customer);
		},
		async ledger(ctx) {
			const { items, nextCursor } = await this.ledger.page(ctx.meta.caller.accountId, ctx.params);
			return { items: items.map(showEntry), nextCursor };
		},
		async check(ctx) {
			const { customerId } = ctx.params;
			if (!(await this.known(customerId))) return "Iron";
			return (await this.send(customerId, { type: "check" }, ctx)).state.level;
		},
	},
	methods: {
		/** A crash may separate entry and score; the message is redelivered, and each is written once. */
		async enter(reason: Reason, order: OrderSnapshot, message: Message) {
			const entry = entryOf(order, reason, message.at);
			if (!entry) return;
			await this.ledger.record(entry);
			const { accountId, delta } = entry;
			// A sender per reason: both messages of an order count, so the later one must not make the earlier one stale.
			const origin = { message: { ...message, sender: `${message.sender}/${reason}` }, request: message.request };
			await this.actors.send(accountId, { type: "enter", accountId, delta }, origin);
		},
		/** A customer may have registered before the message about it arrives. */
		async known(accountId: string) {
			const heard = await this.documents.load(accountId);
			if (heard) return heard;
			const [account] = await call(this.broker, inspect.account.many, { ids: [accountId] }, { timeout: ACCOUNT_TIMEOUT });
			if (!account?.state.roles.includes("customer")) return null;
			return this.create(accountId, { type: "meet", accountId, name: account.state.name });
		},
	},
	async started() {
		this.ledger = new Ledger(await this.adapter.table(LEDGER));
	},
} satisfies Implements<typeof customerLevel, Methods>;
