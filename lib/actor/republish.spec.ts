import { eventually } from "../../test/support/eventually.ts";
import { SwitchableBus } from "../../test/support/stand-ins/switchable-bus.ts";
import { LocalBus } from "../messaging/local/local-bus.ts";
import type { Message } from "../messaging/message.ts";
import { type ActorStore, bareDocument } from "../storage/actor-store.ts";
import { openAdapter, type StoreAdapter } from "../storage/open.ts";
import { Actors } from "./actor.ts";
import { become, type Rules } from "./rules.ts";

/** A test actor: a cup that is brewed as soon as it is full. */
interface Cup {
	filled: number;
}
type CupCommand = { type: "fill" };

const rules: Rules<Cup, CupCommand> = {
	decide: (cup) => become({ filled: (cup?.filled ?? 0) + 1 }, "brew.started"),
	republish: ({ filled }) => (filled === 0 ? [] : filled < 3 ? ["brew.started"] : ["brew.started", "brew.completed"]),
};

const silentLog = { warn: () => undefined };
let store: StoreAdapter;
let documents: ActorStore<Cup>;
let bus: SwitchableBus;
let actors: Actors<Cup, CupCommand>;

beforeEach(async () => {
	store = openAdapter("sqlite::memory:");
	await store.connect();
	documents = await store.actorStore({ name: "cup" });
	bus = new SwitchableBus(new LocalBus());
	await bus.start();
	actors = new Actors<Cup, CupCommand>({ name: "cup", rules }, documents, bus, silentLog);
	await actors.start();
});

afterEach(async () => {
	await actors.stop();
	await bus.close();
	await store.disconnect();
});

const published = (): Message[] => bus.published.map(({ json }) => JSON.parse(json));
const untilCleared = () => eventually(async () => expect((await documents.load("c"))?.outbox).toEqual([]));

describe("when an actor is republished", () => {
	it("publishes its present state under a new version, and changes nothing else", async () => {
		const due = { at: Date.now() + 60_000, command: { type: "fill" } };
		await documents.create({ ...bareDocument("c", 5, { filled: 1 }), seen: { "order/o": 3 }, due });

		expect(await actors.republish("c")).toBe(1);

		await untilCleared();
		expect(published()).toMatchObject([{ type: "brew.started", sender: "cup/c", data: { filled: 1 }, republished: true }]);
		const [{ version } = { version: 0 }] = published();
		expect(version).toBeGreaterThan(5);
		expect(await documents.load("c")).toEqual({ ...bareDocument("c", version, { filled: 1 }), seen: { "order/o": 3 }, due });
	});

	it("gives each message its own version, because receivers take one message of a version", async () => {
		await documents.create(bareDocument("c", 1, { filled: 3 }));

		expect(await actors.republish("c")).toBe(2);

		await untilCleared();
		const [first, second] = published();
		expect([first?.type, second?.type]).toEqual(["brew.started", "brew.completed"]);
		expect(second?.version).toBe(first!.version + 1);
		expect((await documents.load("c"))?.version).toBe(second?.version);
	});

	it("is above every version that its storage had before it was restored from a backup", async () => {
		for (let count = 0; count < 20; count++) await actors.send("c", { type: "fill" });
		await untilCleared();
		const lost = (await documents.load("c"))!.version;
		await documents.replace(bareDocument("c", 2, { filled: 2 }), lost);

		await actors.republish("c");
		await actors.send("c", { type: "fill" });

		await untilCleared();
		const later = published().slice(20);
		expect(later.length).toBeGreaterThan(1);
		for (const { version } of later) expect(version).toBeGreaterThan(lost);
	});

	it("is above them also if it was missing, and another actor's republished message creates it", async () => {
		const message: Message = { id: "order/o/9", type: "order.accepted", sender: "order/o", version: 9, at: 1, schema: 1, data: {} };
		const subscriptions = { "order.accepted": (): [string, CupCommand] => ["c", { type: "fill" }] };
		const subscribed = new Actors<Cup, CupCommand>({ name: "cup", rules, subscriptions }, documents, bus, silentLog);
		const since = Date.now();

		await subscribed.handle({ ...message, republished: true });

		expect((await documents.load("c"))?.version).toBeGreaterThan(since);
		await subscribed.stop();
	});

	it("publishes what its outbox still holds first", async () => {
		bus.isUnavailable = true;
		await actors.send("c", { type: "fill" });
		await actors.republish("c");
		await eventually(async () => expect((await documents.load("c"))?.outbox).toHaveLength(2));

		bus.back();

		await untilCleared();
		expect(published().map(({ republished }) => republished)).toEqual([undefined, true]);
	});

	it("publishes nothing if the actor does not exist or has nothing to say", async () => {
		await documents.create(bareDocument("empty", 1, { filled: 0 }));

		expect(await actors.republish("empty")).toBe(0);
		expect(await actors.republish("unknown")).toBe(0);
		expect((await documents.load("empty"))?.version).toBe(1);
		expect(published()).toEqual([]);
	});

	it("keeps commands that other nodes send at the same time", async () => {
		const other = new Actors<Cup, CupCommand>({ name: "cup", rules }, documents, bus, silentLog);
		await actors.send("c", { type: "fill" });

		await Promise.all([1, 2, 3, 4].flatMap(() => [actors.republish("c"), other.send("c", { type: "fill" })]));

		await untilCleared();
		expect((await documents.load("c"))?.state.filled).toBe(5);
		await other.stop();
	});
});
