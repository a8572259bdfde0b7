import type { Envelope } from "../../lib/messaging/message.ts";

/** A fault in the product that the simulation must find. It is put in at run time and is in no file of the product. */
interface Mutant {
	/** What is wrong. */
	fault: string;
	apply(): Promise<void>;
}

export const MUTANTS: Record<string, Mutant> = {
	"cleared-before-published": {
		fault: "An outbox is cleared before its messages are published.",
		async apply() {
			const { JetStreamBus } = await import("../../lib/messaging/jetstream/jetstream-bus.ts");
			const { publish } = JetStreamBus.prototype;
			JetStreamBus.prototype.publish = async function (envelope) {
				publish.call(this, envelope).catch(() => undefined);
			};
		},
	},
	"no-version-check": {
		fault: "A write does not check the version that it replaces.",
		async apply() {
			const { Collection } = await import("../storage/collection.ts");
			const { replace } = Collection.prototype;
			Collection.prototype.replace = function (document, expected) {
				return replace.call(this, document, this.versionOf(document._id) ?? expected);
			};
		},
	},
	"refund-without-attempt": {
		fault: "A payment counts as refunded without the provider being asked.",
		async apply() {
			const { paymentRules } = await import("../../services/payment/payment.ts");
			const { decide } = paymentRules;
			paymentRules.decide = (payment, command, at) => {
				const decision = decide(payment, command, at);
				if (decision.kind !== "become" || decision.state.attempt?.status !== "refunding") return decision;
				const attempt = { ...decision.state.attempt, status: "refunded" as const };
				const state = { ...decision.state, attempt, status: "refunded" as const, refunded: decision.state.amount };
				return { kind: "become", state, emits: ["payment.refunded"] };
			};
		},
	},
	"outbox-kept": {
		fault: "A document that was written before keeps messages in its outbox that were published long ago.",
		async apply() {
			const { OutboxRelay } = await import("../../lib/actor/outbox-relay.ts");
			const kept = new Map<string, Envelope[]>();
			OutboxRelay.prototype.unsent = ({ _id, outbox }) => {
				const known = kept.get(_id) ?? [];
				kept.set(_id, [...known, ...outbox.filter(({ id }) => known.every((envelope) => envelope.id !== id))]);
				return kept.get(_id)!;
			};
		},
	},
	"shared-consumer": {
		fault: "All nodes of a service share one consumer, and a new version adds its subscriptions to it.",
		async apply() {
			const { Server } = await import("../bus/server.ts");
			const { groupOf } = await import("../../lib/messaging/jetstream/declare-consumer.ts");
			const { declare } = Server.prototype;
			Server.prototype.declare = function (config) {
				const name = config.durable_name;
				const shared = declare.call(this, { ...config, durable_name: groupOf(name) });
				this.groups.set(name, shared);
				return shared;
			};
		},
	},
	"old-sweep": {
		fault: "A sweep takes an outbox that it read earlier for the document's latest one, which is then cleared unsent.",
		async apply() {
			const { Collection } = await import("../storage/collection.ts");
			const { pending } = Collection.prototype;
			Collection.prototype.pending = function (limit, after) {
				return pending.call(this, limit, after).map((document) => {
					const get = () => this.versionOf(document._id) ?? document.version;
					return Object.defineProperty({ ...document }, "version", { get, enumerable: true });
				});
			};
		},
	},
	"placed-for-ever": {
		fault: "An order that is not paid yet ignores that its payment was refunded or voided.",
		async apply() {
			const { orderRules } = await import("../../services/order/order.ts");
			const { decide } = orderRules;
			orderRules.decide = (order, command, at) => {
				const isIgnored = order?.status === "placed" && command.type === "payment" && ["refunded", "voided"].includes(command.status);
				if (!isIgnored) return decide(order, command, at);
				return { kind: "become", state: { ...order, payment: { ...order.payment, status: command.status } }, emits: [] };
			};
		},
	},
};

export const applyMutant = async (name: string): Promise<void> => {
	const mutant = MUTANTS[name];
	if (!mutant) throw new Error(`There is no mutant ${name}, but ${Object.keys(MUTANTS).join(", ")}.`);
	await mutant.apply();
};
