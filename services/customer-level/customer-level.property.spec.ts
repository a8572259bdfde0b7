import fc from "fast-check";
import { Context, ServiceBroker, type ServiceSchema } from "moleculer";
import type { CallMeta } from "../../lib/broker/guard.ts";
import type { Message } from "../../lib/messaging/message.ts";
import type { ActorStore } from "../../lib/storage/actor-store.ts";
import { aLine, anOrder } from "../../test/support/builders/order.ts";

Object.assign(process.env, { STORE_URL: "sqlite::memory:", LOG_LEVEL: "fatal" });

// Settings are read at first use: what is above has to come first.
const { brokerOptions } = await import("../../moleculer.config.ts");
const { default: customerLevel } = await import("./customer-level.service.ts");

/** What becomes of one order, and how often and when each of its messages comes: at most in the place of that number. */
interface Life {
	quantity: number;
	ends: "cancelled" | "completed" | "taken back";
	completedAt: number[];
	refundedAt: number[];
}

const arrivals = fc.array(fc.nat(1_000), { minLength: 1, maxLength: 3 });
const life: fc.Arbitrary<Life> = fc.record({
	quantity: fc.integer({ min: 1, max: 6 }),
	ends: fc.constantFrom("cancelled", "completed", "completed", "taken back"),
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

const messagesOf = (customerId: string, { completedAt, ends, quantity, refundedAt }: Life): [number, Message][] => {
	const said = anOrder({ id: `ord_${++count}`, customerId, lines: [aLine({ quantity })] });
	const message = (type: string, version: number, refunded: boolean): Message => {
		const sender = `order/${said.id}`;
		return { id: `${sender}/${version}`, type, sender, version, at: version, schema: 1, data: { ...said, refunded } };
	};
	const completed = completedAt.map((place): [number, Message] => [place, message("order.completed", 6, false)]);
	const refunded = refundedAt.map((place): [number, Message] => [place, message("order.refunded", 7, true)]);
	return [...(ends === "cancelled" ? [] : completed), ...(ends === "taken back" ? refunded : [])];
};

/** Several are on their way at once. */
const deliver = async (messages: Message[], atOnce: number): Promise<void> => {
	for (let first = 0; first < messages.length; first += atOnce) {
		const batch = messages.slice(first, first + atOnce);
		await Promise.all(batch.map((message) => broker.bus.publish({ ...message, json: JSON.stringify(message) })));
	}
};

const recount = (lives: Life[]): number => lives.reduce((sum, { ends, quantity }) => sum + (ends === "completed" ? quantity : 0), 0);
const naiveLevel = (score: number) => ["Bronze", "Silver", "Gold", "Platinum"][Math.floor(score / 5)] ?? "Diamond";

const show = async (customerId: string) => {
	const ctx = new Context<object, CallMeta>(broker);
	ctx.meta = { outside: true, caller: { accountId: customerId, roles: ["customer"] } };
	const { items } = await ctx.call<{ items: { delta: number }[] }, object>("customer-level.ledger", { limit: 100 });
	const level = await broker.call("customer-level.check", { customerId });
	const { score } = await ctx.call<{ score: number }>("customer-level.me");
	return { level, score, entries: items.length };
};

const agrees = async (lives: Life[], atOnce: number): Promise<void> => {
	const customerId = `acc_${++count}`;
	const arriving = lives.flatMap((each) => messagesOf(customerId, each)).sort(([one], [other]) => one - other);
	if (arriving.length === 0) return;
	const different = new Set(arriving.map(([, { id }]) => id)).size;

	await deliver(
		arriving.map(([, message]) => message),
		atOnce,
	);

	const score = recount(lives);
	expect(await show(customerId)).toEqual({ level: naiveLevel(score), score, entries: Math.min(different, 100) });
};

describe("however often and in whatever order it is heard of orders", () => {
	it("knows the score that a recount gives", async () => {
		await fc.assert(fc.asyncProperty(fc.array(life, { maxLength: 8 }), fc.integer({ min: 1, max: 8 }), agrees), { numRuns: 1_000 });
	});

	it("does so for customers of many orders, whose own documents stay small", async () => {
		const lives = fc.array(life, { minLength: 100, maxLength: 150 });

		await fc.assert(fc.asyncProperty(lives, fc.integer({ min: 1, max: 30 }), agrees), { numRuns: 10 });

		const { documents } = broker.getLocalService("customer-level") as unknown as { documents: ActorStore };
		for (const { seen } of await documents.list({ order: "descending", limit: 10_000 }))
			expect(Object.keys(seen).length).toBeLessThanOrEqual(64);
	});
});
