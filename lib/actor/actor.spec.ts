import type { MessageType } from "../../contracts/messages.ts";
import { eventually } from "../../test/support/eventually.ts";
import { SwitchableBus } from "../../test/support/stand-ins/switchable-bus.ts";
import { Refusal } from "../domain/refusal.ts";
import { LocalBus } from "../messaging/local/local-bus.ts";
import type { Message } from "../messaging/message.ts";
import { type ActorStore, bareDocument } from "../storage/actor-store.ts";
import { openAdapter, type StoreAdapter } from "../storage/open.ts";
import { type ActorSpec, Actors } from "./actor.ts";
import { become, ignore, type Rules, refuse } from "./rules.ts";
import { Watermarks } from "./watermarks.ts";

/** A cup that is filled step by step; it says so after each, and drinks by itself what is due. */
interface Cup {
	filled: number;
	drinkAt: number | null;
}
type CupCommand =
	| { type: "fill" }
	| { type: "fillTo"; level: number }
	| { type: "serve"; at: number }
	| { type: "drink" }
	| { type: "spill" };

class CupSpilt extends Refusal {
	constructor() {
		super("order_ready", "Nobody spills here.");
	}
}

const rules: Rules<Cup, CupCommand> = {
	decide(cup, command, at) {
		const { filled } = cup ?? { filled: 0 };
		switch (command.type) {
			case "fill":
				return become({ filled: filled + 1, drinkAt: null }, "brew.started");
			case "fillTo":
				return command.level > filled ? become({ filled: command.level, drinkAt: null }, "brew.started") : ignore;
			case "serve":
				return become({ filled, drinkAt: command.at });
			case "drink":
				return at >= (cup?.drinkAt ?? Number.POSITIVE_INFINITY) ? become({ filled: 0, drinkAt: null }, "brew.completed") : ignore;
			case "spill":
				return refuse(new CupSpilt());
		}
	},
	due: ({ drinkAt }) => (drinkAt === null ? undefined : { at: drinkAt, command: { type: "drink" } }),
};

const quiet = { warn: () => undefined };
const opened: { stop(): Promise<unknown> }[] = [];
let store: StoreAdapter;
let documents: ActorStore<Cup>;
let bus: SwitchableBus;

const node = async (change: Partial<ActorSpec<Cup, CupCommand>> = {}, watermarks?: Watermarks) => {
	const actors = new Actors<Cup, CupCommand>({ name: "cup", rules, ...change }, documents, bus, quiet, watermarks);
	await actors.start();
	opened.push(actors);
	return actors;
};

beforeEach(async () => {
	store = openAdapter("sqlite::memory:");
	await store.connect();
	documents = await store.actorStore({ name: "cup" });
	bus = new SwitchableBus(new LocalBus());
	await bus.start();
});

afterEach(async () => {
	await Promise.all(opened.splice(0).map((actors) => actors.stop()));
	await bus.close();
	await store.disconnect();
});

const saidVersions = (id: string) => bus.published.filter(({ sender }) => sender === `cup/${id}`).map(({ version }) => version);
const heard = (version: number, level: number): Message => ({
	id: `pot/p/${version}`,
	type: "order.accepted",
	sender: "pot/p",
	version,
	at: 0,
	schema: 1,
	data: { level },
});
const subscriptions = {
	"order.accepted": (data: unknown): [string, CupCommand] => ["c", { type: "fillTo", ...(data as { level: number }) }],
};

describe("when many tell one actor at once", () => {
	it("does every command once, on two nodes too", async () => {
		const nodes = [await node(), await node()];

		await Promise.all(Array.from({ length: 60 }, (_, index) => nodes[index % 2]!.send("c", { type: "fill" })));

		expect(await documents.load("c")).toMatchObject({ version: 60, state: { filled: 60 } });
		await eventually(() => expect(new Set(saidVersions("c")).size).toBe(60));
	});
});

describe("when a command begins an actor's life", () => {
	const born: Partial<ActorSpec<Cup, CupCommand>> = { rules: { ...rules, initialCommand: "fillTo" }, subscriptions };

	it("does so once, though two nodes hear it at once and it comes again", async () => {
		const nodes = [await node(born), await node(born)];

		await Promise.all(nodes.map((actors) => actors.handle(heard(1, 3))));
		await (await node(born)).handle(heard(1, 9));

		expect(await documents.load("c")).toMatchObject({ version: 1, seen: { "pot/p": 1 }, state: { filled: 3 } });
	});

	it("is decided on what there is, where something has come before", async () => {
		await (await node(born)).send("c", { type: "fill" });

		const told = await (await node(born)).send("c", { type: "fillTo", level: 2 });

		expect(told).toMatchObject({ version: 2, state: { filled: 2 } });
	});
});

describe("when a message comes", () => {
	it("has its effect once, however often it comes", async () => {
		const actors = await node({ subscriptions });

		await Promise.all([actors.handle(heard(1, 3)), actors.handle(heard(1, 3)), actors.handle(heard(1, 3))]);

		expect(await documents.load("c")).toMatchObject({ version: 1, seen: { "pot/p": 1 }, state: { filled: 3 } });
	});

	it("is dropped when a later one of its sender was heard, even one without effect", async () => {
		const actors = await node({ subscriptions });
		await actors.send("c", { type: "fillTo", level: 5 });

		await actors.handle(heard(7, 1));
		await actors.handle(heard(6, 9));

		expect(await documents.load("c")).toMatchObject({ seen: { "pot/p": 7 }, state: { filled: 5 } });
	});
});

describe("when a command is refused", () => {
	it("stores nothing and says why", async () => {
		const actors = await node();

		await expect(actors.send("c", { type: "spill" })).rejects.toMatchObject({ type: "order_ready" });
		expect(await documents.load("c")).toBeNull();
	});
});

describe("when messages go out", () => {
	it("clears the outbox without a new version", async () => {
		const actors = await node();
		await actors.send("c", { type: "fill" });

		await eventually(async () => expect(await documents.load("c")).toMatchObject({ version: 1, outbox: [] }));
	});

	it("keeps their order when the bus was away in between", async () => {
		const actors = await node();
		bus.away = true;
		await actors.send("c", { type: "fill" });
		await actors.send("c", { type: "fill" });
		await eventually(async () => expect((await documents.load("c"))?.outbox).toHaveLength(2));

		bus.back();
		await actors.send("c", { type: "fill" });

		await eventually(() => expect(saidVersions("c")).toEqual([1, 2, 3]));
		await eventually(async () => expect((await documents.load("c"))?.outbox).toEqual([]));
	});

	it("sends after a crash what was stored but not sent", async () => {
		bus.away = true;
		const dying = await node();
		await dying.send("c", { type: "fill" });
		await dying.stop();

		bus.away = false;
		await node();

		await eventually(() => expect(saidVersions("c")).toEqual([1]));
		await eventually(async () => expect((await documents.load("c"))?.outbox).toEqual([]));
	});

	it("sends what another node has left, before its own words about the same actor", async () => {
		bus.away = true;
		const dying = await node();
		await dying.send("c", { type: "fill" });
		await dying.stop();
		const other = new Actors<Cup, CupCommand>({ name: "cup", rules }, documents, bus, quiet);
		bus.away = false;

		await other.send("c", { type: "fill" });

		await eventually(() => expect(saidVersions("c")).toEqual([1, 2]));
	});

	it("takes over the outbox of a node that died while others run", async () => {
		const other = await node();
		await documents.create({
			...bareDocument("left", 1, { filled: 1, drinkAt: null }),
			outbox: [{ id: "cup/left/1", type: "brew.started", sender: "cup/left", version: 1, json: "{}" }],
		});

		await eventually(() => expect(saidVersions("left")).toEqual([1]));
		expect(other).toBeDefined();
	});
});

describe("when something is due", () => {
	it("is done at its time", async () => {
		const actors = await node();

		await actors.send("c", { type: "fill" });
		await actors.send("c", { type: "serve", at: Date.now() + 30 });

		await eventually(async () => expect((await documents.load("c"))?.state).toEqual({ filled: 0, drinkAt: null }));
	});

	it("is done after a restart that slept through it", async () => {
		const dying = await node();
		await dying.send("c", { type: "serve", at: Date.now() + 20 });
		await dying.stop();

		await node();

		await eventually(async () => expect((await documents.load("c"))?.due).toBeUndefined());
	});

	it("is taken over from a node that died", async () => {
		await node();
		const at = Date.now() - 5_000;
		await documents.create({
			...bareDocument("left", 1, { filled: 2, drinkAt: at }),
			due: { at, command: { type: "drink" } },
		});

		await eventually(async () => expect((await documents.load("left"))?.state.filled).toBe(0));
	});

	it("runs an effect instead, where one is named", async () => {
		const drunk: string[] = [];
		const effects = { drink: async ({ _id }: { _id: string }) => void drunk.push(_id) };
		const actors = await node({ effects });

		await actors.send("c", { type: "serve", at: Date.now() + 10 });

		await eventually(() => expect(drunk).toContain("c"));
	});
});

describe("when ever new senders are heard", () => {
	it("keeps the document small and knows the old ones still", async () => {
		const watermarks = new Watermarks(await store.table({ name: "cup_heard" }));
		const fillOne = { "order.accepted": (): [string, CupCommand] => ["c", { type: "fill" }] };
		const actors = await node({ subscriptions: fillOne }, watermarks);
		const from = (sender: number): Message => ({
			...heard(1, 1),
			id: `pot/${sender}/1`,
			sender: `pot/${sender}`,
			type: "order.accepted" as MessageType,
		});

		for (let sender = 0; sender < 200; sender++) await actors.handle(from(sender));
		for (let sender = 0; sender < 200; sender++) await actors.handle(from(sender));

		const document = await documents.load("c");
		expect(document?.state.filled).toBe(200);
		expect(Object.keys(document?.seen ?? {}).length).toBeLessThanOrEqual(24);
	});
});
