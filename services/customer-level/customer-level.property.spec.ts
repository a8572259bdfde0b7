import fc from "fast-check";
import { Context, ServiceBroker, type ServiceSchema } from "moleculer";
import type { CallMeta } from "../../lib/broker/guard.ts";
import type { Message } from "../../lib/messaging/message.ts";
import type { ActorStore } from "../../lib/storage/actor-store.ts";
import { aLine, anOrder } from "../../test/support/builders/order.ts";

Object.assign(process.env, { STORE_URL: "sqlite::memory:", LOG_LEVEL: "fatal" });

// Settings are read at first use, so the environment is set before these imports.
const { brokerOptions } = await import("../../moleculer.config.ts");
const { default: customerLevel } = await import("./customer-level.service.ts");

/** How one order ends, and the positions at which each of its messages arrives, possibly more than once. */
interface History {
	quantity: number;
	ends: "cancelled" | "completed" | "refunded";
	completedAt: number[];
	refundedAt: number[];
}

const arrivals = fc.array(fc.nat(1_000), { minLength: 1, maxLength: 3 });
const history: fc.Arbitrary<History> = fc.record({
	quantity: fc.integer({ min: 1, max: 6 }),
	ends: fc.constantFrom("cancelled", "completed", "completed", "refunded"),
	completedAt: arrivals,
	refundedAt: arrivals,
});

let broker: ServiceBroker;
let count = 0;

beforeAll(async () => {
	broker = new ServiceBroker({ ...brokerOptions(), skipProcessEventRegistration: true });
	broker.createService(customerLevel as unknown as ServiceSchema);
	await broker.start();
});
afterAll(() => broker.stop());

const messagesOf = (customerId: string, { completedAt, ends, quantity, refundedAt }: History): [number, Message][] => {
	const snapshot = anOrder({ id: `ord_${++count}`, customerId, lines: [aLine({ quantity })] });
	const message = (type: string, version: number, refunded: boolean): Message => {
		const sender = `order/${snapshot.id}`;
		return { id: `${sender}/${version}`, type, sender, version, at: version, schema: 1, data: { ...snapshot, refunded } };
	};
	const completed = completedAt.map((place): [number, Message] => [place, message("order.completed", 6, false)]);
	const refunded = refundedAt.map((place): [number, Message] => [place, message("order.refunded", 7, true)]);
	return [...(ends === "cancelled" ? [] : completed), ...(ends === "refunded" ? refunded : [])];
};

/** Publishes `atOnce` messages concurrently. */
const deliver = async (messages: Message[], atOnce: number): Promise<void> => {
	for (let first = 0; first < messages.length; first += atOnce) {
		const batch = messages.slice(first, first + atOnce);
		await Promise.all(batch.map((message) => broker.bus.publish({ ...message, json: JSON.stringify(message) })));
	}
};

const expectedScore = (histories: History[]): number =>
	histories.reduce((sum, { ends, quantity }) => sum + (ends === "completed" ? quantity : 0), 0);
const expectedLevel = (score: number) => ["Bronze", "Silver", "Gold", "Platinum"][Math.floor(score / 5)] ?? "Diamond";

const show = async (customerId: string) => {
	const ctx = new Context<object, CallMeta>(broker);
	ctx.meta = { outside: true, caller: { accountId: customerId, roles: ["customer"] } };
	const { items } = await ctx.call<{ items: { delta: number }[] }, object>("customer-level.ledger", { limit: 100 });
	const level = await broker.call("customer-level.check", { customerId });
	const { score } = await ctx.call<{ score: number }>("customer-level.me");
	return { level, score, entries: items.length };
};

const expectSameScore = async (histories: History[], atOnce: number): Promise<void> => {
	const customerId = `acc_${++count}`;
	const arriving = histories.flatMap((each) => messagesOf(customerId, each)).sort(([one], [other]) => one - other);
	if (arriving.length === 0) return;
	const different = new Set(arriving.map(([, { id }]) => id)).size;

	await deliver(
		arriving.map(([, message]) => message),
		atOnce,
	);

	const score = expectedScore(histories);
	expect(await show(customerId)).toEqual({ level: expectedLevel(score), score, entries: Math.min(different, 100) });
};

describe("with duplicate and reordered messages", () => {
	it("has the score of a full recount", async () => {
		await fc.assert(fc.asyncProperty(fc.array(history, { maxLength: 8 }), fc.integer({ min: 1, max: 8 }), expectSameScore), {
			numRuns: 1_000,
		});
	});

	it("has it for customers with many orders too, in documents that stay small", async () => {
		const histories = fc.array(history, { minLength: 100, maxLength: 150 });

		await fc.assert(fc.asyncProperty(histories, fc.integer({ min: 1, max: 30 }), expectSameScore), { numRuns: 10 });

		const { documents } = broker.getLocalService("customer-level") as unknown as { documents: ActorStore };
		for (const { seen } of await documents.list({ order: "descending", limit: 10_000 }))
			expect(Object.keys(seen).length).toBeLessThanOrEqual(64);
	});
});
