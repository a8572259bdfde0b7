import { jest } from "@jest/globals";
import type { MessageType } from "../../contracts/catalogue/messages.ts";
import { eventually } from "../../test/support/eventually.ts";
import { SwitchableBus } from "../../test/support/stand-ins/switchable-bus.ts";
import { total } from "../../test/support/total.ts";
import { Refusal } from "../domain/refusal.ts";
import { LocalBus } from "../messaging/local/local-bus.ts";
import type { Message } from "../messaging/message.ts";
import { type ActorStore, bareDocument, StoreUnavailable } from "../storage/actor-store.ts";
import { openAdapter, type StoreAdapter } from "../storage/open.ts";
import { type ActorSpec, Actors } from "./actor.ts";
import { become, ignore, type Rules, refuse } from "./rules.ts";
import { Watermarks } from "./watermarks.ts";

/** A test actor: a cup that publishes a message on each fill, and drinks when due. */
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
		super("order_ready", "A cup cannot be spilt.");
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

const silentLog = { warn: () => undefined };
const opened: { stop(): Promise<unknown> }[] = [];
let store: StoreAdapter;
let documents: ActorStore<Cup>;
let bus: SwitchableBus;

const node = async (change: Partial<ActorSpec<Cup, CupCommand>> = {}, watermarks?: Watermarks) => {
	const actors = new Actors<Cup, CupCommand>({ name: "cup", rules, ...change }, documents, bus, silentLog, watermarks);
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
	jest.useRealTimers();
	await Promise.all(opened.splice(0).map((actors) => actors.stop()));
	await bus.close();
	await store.disconnect();
});

const publishedVersions = (id: string) => bus.published.filter(({ sender }) => sender === `cup/${id}`).map(({ version }) => version);
const message = (version: number, level: number): Message => ({
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

describe("when one actor receives many commands at once", () => {
	it("applies every command once, even on two nodes", async () => {
		const nodes = [await node(), await node()];

		await Promise.all(Array.from({ length: 60 }, (_, index) => nodes[index % 2]!.send("c", { type: "fill" })));

		expect(await documents.load("c")).toMatchObject({ version: 60, state: { filled: 60 } });
		await eventually(() => expect(new Set(publishedVersions("c")).size).toBe(60));
	});
});

describe("when the timers of two nodes fire at once", () => {
	it("writes once, even if the command would do it again", async () => {
		const again = { ...rules, decide: (cup: Cup | null) => become({ filled: (cup?.filled ?? 0) + 1, drinkAt: Date.now() + 60_000 }) };
		const first = await node();
		await first.send("c", { type: "serve", at: Date.now() + 20 });
		await first.stop();
		await Promise.all([node({ rules: { ...rules, ...again } }), node({ rules: { ...rules, ...again } })]);

		await eventually(async () => expect((await documents.load("c"))?.state.filled).toBeGreaterThan(0));
		await Promise.all(opened.splice(0).map((actors) => actors.stop()));

		expect(await documents.load("c")).toMatchObject({ version: 2, state: { filled: 1 } });
	});
});

describe("when the initial command arrives", () => {
	const created: Partial<ActorSpec<Cup, CupCommand>> = { rules: { ...rules, initialCommand: "fillTo" }, subscriptions };

	it("creates the actor once, even if two nodes handle the message and it is redelivered", async () => {
		const nodes = [await node(created), await node(created)];

		await Promise.all(nodes.map((actors) => actors.handle(message(1, 3))));
		await (await node(created)).handle(message(1, 9));

		expect(await documents.load("c")).toMatchObject({ version: 1, seen: { "pot/p": 1 }, state: { filled: 3 } });
	});

	it("decides on the existing state if the actor already exists", async () => {
		await (await node(created)).send("c", { type: "fill" });

		const document = await (await node(created)).send("c", { type: "fillTo", level: 2 });

		expect(document).toMatchObject({ version: 2, state: { filled: 2 } });
	});
});

describe("when a message arrives", () => {
	it("takes effect once, however often it is delivered", async () => {
		const actors = await node({ subscriptions });

		await Promise.all([actors.handle(message(1, 3)), actors.handle(message(1, 3)), actors.handle(message(1, 3))]);

		expect(await documents.load("c")).toMatchObject({ version: 1, seen: { "pot/p": 1 }, state: { filled: 3 } });
	});

	it("is dropped after a later message of the same sender, even if that one had no effect", async () => {
		const actors = await node({ subscriptions });
		await actors.send("c", { type: "fillTo", level: 5 });

		await actors.handle(message(7, 1));
		await actors.handle(message(6, 9));

		expect(await documents.load("c")).toMatchObject({ seen: { "pot/p": 7 }, state: { filled: 5 } });
	});
});

describe("when the acknowledgement of a write is lost", () => {
	/** A storage that stores the next write but does not say so. */
	const losing = (answer: () => boolean): ActorStore<Cup> => {
		let isLost = false;
		const lose = async (write: Promise<boolean>) => {
			await write;
			const before = isLost;
			isLost = true;
			return before ? write : answer();
		};
		return new Proxy(documents, {
			get(target, name: keyof ActorStore) {
				const method = (target[name] as (...args: unknown[]) => Promise<never>).bind(target);
				return name === "create" || name === "replace" ? (...args: unknown[]) => lose(method(...args)) : method;
			},
		});
	};
	const unavailable = () => {
		throw new StoreUnavailable("the connection was lost");
	};

	it.each([
		["the storage is unavailable", unavailable],
		["another node seems to have been faster", () => false],
	])("handles the redelivered message once if %s", async (_, answer) => {
		const stored = documents;
		documents = losing(answer);
		const actors = await node({ subscriptions, rules: { ...rules, initialCommand: "fillTo" } });

		await actors.handle(message(1, 3)).catch(() => undefined);
		await actors.handle(message(1, 3));
		await actors.handle(message(2, 4));

		expect(await stored.load("c")).toMatchObject({ version: 2, state: { filled: 4 }, seen: { "pot/p": 2 } });
		await eventually(() => expect([...new Set(publishedVersions("c"))]).toEqual([1, 2]));
	});

	it("decides the next command on what is stored", async () => {
		await documents.create(bareDocument("c", 1, { filled: 1, drinkAt: null }));
		documents = losing(unavailable);
		const actors = await node();

		await expect(actors.send("c", { type: "fill" })).rejects.toThrow(StoreUnavailable);

		expect(await actors.send("c", { type: "fill" })).toMatchObject({ version: 3, state: { filled: 3 } });
	});
});

describe("when a command is refused", () => {
	it("stores nothing and rejects with the reason", async () => {
		const actors = await node();

		await expect(actors.send("c", { type: "spill" })).rejects.toMatchObject({ type: "order_ready" });
		expect(await documents.load("c")).toBeNull();
	});
});

describe("when messages are published", () => {
	it("publishes each message once, and keeps the outbox empty, if minutes pass between the writes", async () => {
		jest.useFakeTimers({ doNotFake: ["nextTick", "queueMicrotask", "setImmediate"] });
		const actors = await node();

		for (let step = 1; step <= 4; step++) {
			const document = await actors.send("c", { type: "fill" });
			expect(document?.outbox.map(({ version }) => version)).toEqual([step]);
			await jest.advanceTimersByTimeAsync(1_000);
			expect(await documents.load("c")).toMatchObject({ version: step, outbox: [] });
			await jest.advanceTimersByTimeAsync(5 * 60_000);
		}

		expect(publishedVersions("c")).toEqual([1, 2, 3, 4]);
	});

	it("clears the outbox without a new version", async () => {
		const actors = await node();
		await actors.send("c", { type: "fill" });

		await eventually(async () => expect(await documents.load("c")).toMatchObject({ version: 1, outbox: [] }));
	});

	it("keeps their order across a bus outage", async () => {
		const actors = await node();
		bus.isUnavailable = true;
		await actors.send("c", { type: "fill" });
		await actors.send("c", { type: "fill" });
		await eventually(async () => expect((await documents.load("c"))?.outbox).toHaveLength(2));

		bus.back();
		await actors.send("c", { type: "fill" });

		await eventually(() => expect(publishedVersions("c")).toEqual([1, 2, 3]));
		await eventually(async () => expect((await documents.load("c"))?.outbox).toEqual([]));
	});

	it("publishes unpublished messages after a crash", async () => {
		bus.isUnavailable = true;
		const crashing = await node();
		await crashing.send("c", { type: "fill" });
		await crashing.stop();

		bus.isUnavailable = false;
		await node();

		await eventually(() => expect(publishedVersions("c")).toEqual([1]));
		await eventually(async () => expect((await documents.load("c"))?.outbox).toEqual([]));
	});

	it("publishes another node's remaining messages before its own messages of the same actor", async () => {
		bus.isUnavailable = true;
		const crashing = await node();
		await crashing.send("c", { type: "fill" });
		await crashing.stop();
		const other = new Actors<Cup, CupCommand>({ name: "cup", rules }, documents, bus, silentLog);
		bus.isUnavailable = false;

		await other.send("c", { type: "fill" });

		await eventually(() => expect(publishedVersions("c")).toEqual([1, 2]));
	});

	it("takes over the outbox of a dead node while others run", async () => {
		const other = await node();
		await documents.create({
			...bareDocument("left", 1, { filled: 1, drinkAt: null }),
			outbox: [{ id: "cup/left/1", type: "brew.started", sender: "cup/left", version: 1, json: "{}" }],
		});

		await eventually(() => expect(publishedVersions("left")).toEqual([1]));
		expect(other).toBeDefined();
	});
});

describe("a published message", () => {
	const afterOf = ({ json }: { json: string }) => (JSON.parse(json) as Message).after;

	it("names the sender's previous message, and those that it has handled since, also when a request caused it", async () => {
		const serve = { "order.accepted": (): [string, CupCommand] => ["c", { type: "serve", at: Number.MAX_SAFE_INTEGER }] };
		const actors = await node({ subscriptions: serve });

		await actors.send("c", { type: "fill" });
		await actors.handle(message(7, 1));
		await actors.send("c", { type: "fill" });
		await actors.send("c", { type: "fill" });

		expect(bus.published.map(afterOf)).toEqual([undefined, ["cup/c/1", "pot/p/7"], ["cup/c/3"]]);
	});

	it("names the one before it if one write published both", async () => {
		const actors = await node({ rules: { decide: () => become({ filled: 1, drinkAt: null }, ["brew.started", "brew.completed"]) } });

		await actors.send("c", { type: "fill" });
		await actors.send("c", { type: "fill" });

		expect(bus.published.map(afterOf)).toEqual([undefined, ["cup/c/1"], ["cup/c/1.1"], ["cup/c/2"]]);
		expect(JSON.parse(bus.published[0]!.json)).toMatchObject({ id: "cup/c/1", followedBy: ["cup/c/1.1"] });
	});

	it("names all messages of the write that caused it, because their state is the same", async () => {
		const actors = await node({ subscriptions });

		await actors.handle({ ...message(7, 1), followedBy: ["pot/p/7.1"] });

		expect(bus.published.map(afterOf)).toEqual([["pot/p/7.1"]]);
	});

	it("names none if the number of senders is unbounded", async () => {
		const watermarks = new Watermarks(await store.actorStore<number>({ name: "cup_watermarks" }));
		const actors = await node({ subscriptions }, watermarks);

		await actors.handle(message(1, 1));
		await actors.send("c", { type: "fill" });

		expect(bus.published.map(afterOf)).toEqual([undefined, undefined]);
	});
});

describe("when a command is due", () => {
	it("runs at its time", async () => {
		const actors = await node();

		await actors.send("c", { type: "fill" });
		await actors.send("c", { type: "serve", at: Date.now() + 30 });

		await eventually(async () => expect((await documents.load("c"))?.state).toEqual({ filled: 0, drinkAt: null }));
	});

	it("runs after a restart if its time passed meanwhile", async () => {
		const crashing = await node();
		await crashing.send("c", { type: "serve", at: Date.now() + 20 });
		await crashing.stop();

		await node();

		await eventually(async () => expect((await documents.load("c"))?.due).toBeUndefined());
	});

	it("is taken over from a dead node", async () => {
		await node();
		const at = Date.now() - 5_000;
		await documents.create({
			...bareDocument("left", 1, { filled: 2, drinkAt: at }),
			due: { at, command: { type: "drink" } },
		});

		await eventually(async () => expect((await documents.load("left"))?.state.filled).toBe(0));
	});

	it("runs the effect of that command instead, if there is one", async () => {
		const drunk: string[] = [];
		const effects = { drink: async ({ _id }: { _id: string }) => void drunk.push(_id) };
		const actors = await node({ effects });

		await actors.send("c", { type: "serve", at: Date.now() + 10 });

		await eventually(() => expect(drunk).toContain("c"));
	});
});

describe("when the number of senders is unbounded", () => {
	it("keeps the document small and still recognises old senders", async () => {
		const watermarks = new Watermarks(await store.actorStore({ name: "cup_watermarks" }));
		const fillOne = { "order.accepted": (): [string, CupCommand] => ["c", { type: "fill" }] };
		const actors = await node({ subscriptions: fillOne }, watermarks);
		const from = (sender: number): Message => ({
			...message(1, 1),
			id: `pot/${sender}/1`,
			sender: `pot/${sender}`,
			type: "order.accepted" as MessageType,
		});

		for (let sender = 0; sender < 200; sender++) await actors.handle(from(sender));
		for (let sender = 0; sender < 200; sender++) await actors.handle(from(sender));

		const document = await documents.load("c");
		expect(document?.state.filled).toBe(200);
		expect(Object.keys(document?.seen ?? {}).length).toBeLessThan(32);
	});

	it("keeps the document small also if many messages share a write", async () => {
		const watermarks = new Watermarks(await store.actorStore({ name: "cup_watermarks" }));
		const actors = await node({ subscriptions: { "order.accepted": (): [string, CupCommand] => ["c", { type: "fill" }] } }, watermarks);
		const all = (round: number) =>
			Array.from({ length: 300 }, (_, sender) => ({ ...message(1, 1), id: `pot/${round}.${sender}/1`, sender: `pot/${round}.${sender}` }));

		for (const round of [1, 2, 3]) await Promise.all(all(round).map((one) => actors.handle(one)));
		await watermarks.idle();
		await actors.send("c", { type: "fill" });
		await Promise.all([1, 2, 3].flatMap(all).map((one) => actors.handle(one)));

		const document = await documents.load("c");
		expect(document?.state.filled).toBe(901);
		expect(Object.keys(document?.seen ?? {}).length).toBeLessThan(150);
	});

	it("keeps a watermark in the document that was raised while it was moved out", async () => {
		const watermarks = new Watermarks(await store.actorStore<number>({ name: "cup_watermarks" }));
		const seen = Object.fromEntries(Array.from({ length: 25 }, (_, sender) => [`pot/${sender}`, 1]));
		const document = { ...bareDocument("c", 1, {}), seen };

		watermarks.moveOut(document);
		await watermarks.idle();
		const next = watermarks.withoutMoved({ ...document, seen: { ...seen, "pot/1": 2 } });

		expect(next.seen).toEqual({ "pot/1": 2, ...Object.fromEntries(Object.entries(seen).slice(-16)) });
		expect(await watermarks.of("c", "pot/0")).toBe(1);
	});

	it("removes a watermark once it was not raised for long, and not before", async () => {
		const watermarks = new Watermarks(await store.actorStore<number>({ name: "cup_watermarks" }));
		const seenBy = (id: string, version: number) =>
			Object.fromEntries(Array.from({ length: 25 }, (_, sender) => [`${id}/${sender}`, version]));
		const moveOut = async (version: number) => {
			const document = { ...bareDocument("c", version, {}), seen: seenBy("pot", version) };
			watermarks.moveOut(document);
			await watermarks.idle();
		};
		const remove = (before: number) => total(watermarks.remove(before));
		const clock = jest.spyOn(Date, "now").mockReturnValue(1_000);
		await moveOut(1);
		clock.mockReturnValue(2_000);
		const raised = { ...bareDocument("c", 2, {}), seen: { "pot/1": 2, ...seenBy("pan", 1) } };
		watermarks.moveOut(raised);
		await watermarks.idle();
		clock.mockRestore();

		expect(await remove(999)).toBe(0);
		expect(await remove(1_500)).toBe(8);
		expect(await watermarks.of("c", "pot/0")).toBe(0);
		expect(await watermarks.of("c", "pot/1")).toBe(2);
	});

	it("keeps a watermark that is raised while old ones are removed", async () => {
		const watermarks = new Watermarks(await store.actorStore<number>({ name: "cup_watermarks" }));
		const document = (version: number) => ({
			...bareDocument("c", version, {}),
			seen: Object.fromEntries(Array.from({ length: 25 }, (_, sender) => [`pot/${sender}`, version])),
		});
		const moveOut = async (version: number) => {
			watermarks.moveOut(document(version));
			await watermarks.idle();
		};
		await moveOut(1);

		await Promise.all([moveOut(2), total(watermarks.remove(Date.now() + 1))]);
		await moveOut(3);

		expect(await watermarks.of("c", "pot/0")).toBe(3);
	});
});
