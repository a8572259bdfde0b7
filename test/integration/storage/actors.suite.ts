import { jest } from "@jest/globals";
import { type ActorSpec, Actors } from "../../../lib/actor/actor.ts";
import { become, ignore, type Rules, refuse } from "../../../lib/actor/rules.ts";
import { Refusal } from "../../../lib/domain/refusal.ts";
import { LocalBus } from "../../../lib/messaging/local/local-bus.ts";
import type { Message } from "../../../lib/messaging/message.ts";
import { type ActorStore, StoreUnavailable } from "../../../lib/storage/actor-store.ts";
import { openAdapter, type StoreAdapter } from "../../../lib/storage/open.ts";
import { commitSeconds } from "../../../lib/storage/storage.metrics.ts";
import { eventually } from "../../support/eventually.ts";
import { SwitchableBus } from "../../support/stand-ins/switchable-bus.ts";

/** An account that publishes its balance with each change and is never overdrawn. */
interface Account {
	balance: number;
}
type AccountCommand = { type: "add"; amount: number } | { type: "break" };

class Overdrawn extends Refusal {
	constructor() {
		super("order_ready", "The balance is too low.");
	}
}

const rules: Rules<Account, AccountCommand> = {
	decide(account, command) {
		if (command.type === "break") throw new TypeError("broken");
		const balance = (account?.balance ?? 0) + command.amount;
		if (command.amount === 0) return ignore;
		return balance < 0 ? refuse(new Overdrawn()) : become({ balance }, "brew.started");
	},
};

const PAGE = 200;
const add = (amount: number): AccountCommand => ({ type: "add", amount });
const subscriptions: ActorSpec<Account, AccountCommand>["subscriptions"] = {
	"order.accepted": (data) => ["a", add((data as unknown as { amount: number }).amount)],
};
const message = (sender: string, version: number, amount: number): Message => ({
	id: `${sender}/${version}`,
	type: "order.accepted",
	sender,
	version,
	at: 0,
	schema: 1,
	data: { amount },
});

/** Commands that wait for one actor, on any storage that counts its writes. `freshUrl` returns the URL of an empty storage. */
export function actorsSuite(name: string, freshUrl: () => string): void {
	describe(`commands that wait for one actor, ${name}`, () => {
		let adapter: StoreAdapter;
		let documents: ActorStore<Account>;
		let bus: SwitchableBus;
		const started: Actors<Account, AccountCommand>[] = [];

		beforeEach(async () => {
			adapter = openAdapter(freshUrl());
			await adapter.connect();
			documents = await adapter.actorStore({ name: "account" });
			bus = new SwitchableBus(new LocalBus());
			await bus.start();
		});
		afterEach(async () => {
			await Promise.all(started.splice(0).map((actors) => actors.stop()));
			await bus.close();
			await adapter.disconnect();
		});

		const node = async (store = documents) => {
			const actors = new Actors<Account, AccountCommand>({ name: "account", rules, subscriptions }, store, bus, { warn: () => undefined });
			await actors.start();
			started.push(actors);
			return actors;
		};
		const writes = async () => {
			const { values } = await commitSeconds.get();
			return values.filter(({ metricName }) => metricName?.endsWith("_count")).reduce((sum, { value }) => sum + value, 0);
		};
		const published = () => bus.published.map(({ json }) => JSON.parse(json) as Message<Account>);
		const balance = async () => (await documents.load("a"))?.state.balance;
		/** Replaces one method of the storage. */
		const storage = (change: Partial<ActorStore<Account>>): ActorStore<Account> =>
			new Proxy(documents, {
				get: (target, method: keyof ActorStore) => change[method] ?? (target[method] as () => unknown).bind(target),
			});

		it("are stored by a few writes, and each is answered and published", async () => {
			const actors = await node();
			const before = await writes();

			const answers = await Promise.all(Array.from({ length: PAGE }, () => actors.send("a", add(1))));

			expect((await writes()) - before).toBeLessThan(10);
			expect(answers.map((document) => document?.state.balance)).toEqual(Array.from({ length: PAGE }, (_, index) => index + 1));
			await eventually(() => expect(bus.published).toHaveLength(PAGE));
			expect(published().map(({ data, version }) => [version, data.balance])).toEqual(
				answers.map((document) => [document!.version, document!.state.balance]),
			);
			expect(published().map(({ after }) => after?.[0])).toEqual([undefined, ...bus.published.slice(0, -1).map(({ id }) => id)]);
		});

		it("are refused one by one", async () => {
			const actors = await node();

			const [, ...answers] = await Promise.allSettled([
				actors.send("a", add(1)),
				actors.send("a", add(2)),
				actors.send("a", add(-9)),
				actors.send("a", { type: "break" }),
				actors.send("a", add(-3)),
			]);

			expect(answers).toMatchObject([
				{ value: { state: { balance: 3 } } },
				{ reason: { type: "order_ready" } },
				{ reason: { message: "broken" } },
				{ value: { state: { balance: 0 } } },
			]);
			await eventually(() => expect(published().map(({ data }) => data.balance)).toEqual([1, 3, 0]));
		});

		it("are decided again if another node was faster", async () => {
			const [one, other] = [await node(), await node()];
			await one.send("a", add(5));
			await other.send("a", add(-4));

			const answers = await Promise.allSettled([one.send("a", add(-1)), one.send("a", add(-1)), one.send("a", add(2))]);

			expect(answers.map(({ status }) => status)).toEqual(["fulfilled", "rejected", "fulfilled"]);
			expect(await balance()).toBe(2);
			expect(new Set(bus.published.map(({ id }) => id)).size).toBe(4);
		});

		it("take effect once per message, also of messages that come twice or late", async () => {
			const actors = await node();

			await Promise.all(
				[message("o/1", 2, 10), message("o/2", 1, 1), message("o/1", 2, 10), message("o/1", 1, 100), message("o/2", 1, 1)].map((one) =>
					actors.handle(one),
				),
			);
			await Promise.all([actors.handle(message("o/3", 4, 0)), actors.handle(message("o/3", 3, 7)), actors.handle(message("o/3", 5, 1))]);

			expect(await documents.load("a")).toMatchObject({ state: { balance: 12 }, seen: { "o/1": 2, "o/2": 1, "o/3": 5 } });
		});

		it("are acknowledged only once they are stored, also if they have no effect", async () => {
			const held = Promise.withResolvers<void>();
			const replace: ActorStore<Account>["replace"] = async (document, expected) => {
				await held.promise;
				return documents.replace(document, expected);
			};
			await documents.create({ _id: "a", version: 1, state: { balance: 1 }, seen: {}, outbox: [] });
			const actors = await node(storage({ replace }));
			const acknowledged = jest.fn();
			const all = [actors.handle(message("o/1", 1, 1)), actors.handle(message("o/2", 1, 1)), actors.handle(message("o/2", 1, 1))];
			for (const one of all) void one.then(acknowledged);

			await documents.load("a");
			expect(acknowledged).not.toHaveBeenCalled();
			held.resolve();
			await Promise.all(all);

			expect(await balance()).toBe(3);
		});

		it("all fail if the storage fails, and can be repeated", async () => {
			let isDown = false;
			const replace: ActorStore<Account>["replace"] = async (document, expected) => {
				if (isDown) throw new StoreUnavailable("down");
				return documents.replace(document, expected);
			};
			const actors = await node(storage({ replace }));
			await actors.send("a", add(1));
			isDown = true;
			const failing = await Promise.allSettled([1, 2, 3].map(() => actors.send("a", add(1))));
			isDown = false;

			const answers = await Promise.all([1, 2, 3].map(() => actors.send("a", add(1))));

			expect(failing.map((answer) => answer.status === "rejected" && (answer.reason as Error).name)).toEqual(
				Array(3).fill("StoreUnavailable"),
			);
			expect(answers.map((document) => document?.state.balance)).toEqual([2, 3, 4]);
		});

		it("fail alone if what they lead to cannot be stored", async () => {
			const replace: ActorStore<Account>["replace"] = async (document, expected) => {
				if (document.state.balance > 100) throw new TypeError("too large");
				return documents.replace(document, expected);
			};
			const actors = await node(storage({ replace }));
			await actors.send("a", add(1));

			const answers = await Promise.allSettled([add(2), add(200), add(3), add(7)].map((command) => actors.send("a", command)));

			expect(answers.map(({ status }) => status)).toEqual(["fulfilled", "rejected", "fulfilled", "fulfilled"]);
			expect(await balance()).toBe(13);
		});
	});
}
