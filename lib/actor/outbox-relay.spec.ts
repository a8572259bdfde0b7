import { jest } from "@jest/globals";
import { SwitchableBus } from "../../test/support/stand-ins/switchable-bus.ts";
import { LocalBus } from "../messaging/local/local-bus.ts";
import type { Envelope } from "../messaging/message.ts";
import { type ActorDocument, type ActorStore, bareDocument } from "../storage/actor-store.ts";
import { OutboxRelay } from "./outbox-relay.ts";

const envelope = (version: number): Envelope => ({ id: `cup/a/${version}`, type: "brew.started", sender: "cup/a", version, json: "{}" });
const written = (version: number, ...outbox: number[]): ActorDocument => ({
	...bareDocument("a", version, {}),
	outbox: outbox.map(envelope),
});
const silentLog = { warn: () => undefined };

/** A bus whose publishes a test confirms or fails one by one. */
class SteppedBus extends SwitchableBus {
	#steps: { envelope: Envelope; resolve: () => void; reject: (error: Error) => void }[] = [];

	override publish(envelope: Envelope): Promise<void> {
		return new Promise((resolve, reject) => this.#steps.push({ envelope, resolve, reject }));
	}

	get inProgress(): number[] {
		return this.#steps.map(({ envelope }) => envelope.version);
	}

	/** Confirms the publish in progress at this position, the oldest one by default. */
	async confirm(index = 0): Promise<void> {
		this.#steps.splice(index, 1)[0]!.resolve();
		await turn();
	}

	async fail(): Promise<void> {
		this.#steps.shift()!.reject(new Error("the bus is unavailable"));
		await turn();
	}
}

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe("OutboxRelay", () => {
	let bus: SteppedBus;
	let stored: ActorDocument;
	let cleared: [string, number][];
	let pages: (() => void)[];
	let relay: OutboxRelay;

	beforeEach(() => {
		jest.useFakeTimers({ doNotFake: ["nextTick", "queueMicrotask", "setImmediate"] });
		bus = new SteppedBus(new LocalBus());
		cleared = [];
		pages = [];
		const documents = {
			/** Reads at once, and answers when the test says so. */
			pending: (_limit: number, after?: string) => {
				const page = after === undefined && stored.outbox.length > 0 ? [stored] : [];
				return new Promise((resolve) => pages.push(() => resolve(page)));
			},
			clearOutbox: async (published: Map<string, number>) => {
				for (const [id, version] of published) {
					if (version !== stored.version) continue;
					cleared.push([id, version]);
					stored = { ...stored, outbox: [] };
				}
			},
		};
		relay = new OutboxRelay(documents as unknown as ActorStore, bus, silentLog);
	});

	afterEach(() => {
		jest.useRealTimers();
	});

	const write = (document: ActorDocument) => {
		stored = document;
		relay.send(document);
	};
	const answerPage = async () => {
		pages.shift()!();
		await turn();
	};
	const elapse = (milliseconds: number) => jest.advanceTimersByTimeAsync(milliseconds);

	it("keeps a message whose publish failed while a sweep held an older version of its document", async () => {
		stored = written(5, 5);
		relay.start();
		write(written(6, 5, 6));
		expect(bus.inProgress).toEqual([5, 6]);
		await bus.confirm();
		await bus.fail();

		await answerPage(); // still version 5
		await elapse(250);

		expect(cleared).toEqual([]);
		expect(stored.outbox).toHaveLength(2);
		await answerPage();
		expect(bus.inProgress).toEqual([6]);
		await bus.confirm();
		await elapse(250);
		expect(cleared).toEqual([["a", 6]]);
	});

	it("leaves a held outbox to the next sweep if its document was written while this one read", async () => {
		write(written(6, 6));
		await bus.fail();
		relay.start();
		write(written(7, 6, 7));
		await answerPage(); // still version 6
		expect(bus.inProgress).toEqual([]);

		await elapse(250);
		await answerPage();

		expect(bus.inProgress).toEqual([6, 7]);
		await bus.confirm();
		await bus.confirm();
		await elapse(250);
		expect(cleared).toEqual([["a", 7]]);
	});

	it("looks rarely for outboxes of other processes while it finds none", async () => {
		stored = written(1);
		relay.start();
		await answerPage();
		let looks = 0;
		for (let second = 0; second < 60; second++) {
			await elapse(1_000);
			for (; pages.length > 0; looks++) await answerPage();
		}

		expect(looks).toBe(10);
	});

	it("takes over an outbox that does not change between two looks", async () => {
		stored = written(1);
		relay.start();
		await answerPage();
		await elapse(2_000);
		await answerPage();
		stored = written(2, 2);
		for (let second = 0; second < 8; second++) {
			await elapse(1_000);
			if (pages.length > 0) await answerPage();
		}

		expect(bus.inProgress).toEqual([2]);
	});

	it("ignores a late failure of a publish that was repeated and confirmed meanwhile", async () => {
		stored = written(1);
		relay.start();
		await answerPage();
		write(written(1, 1));
		write(written(2, 1, 2));
		await bus.fail();
		await elapse(250);
		await answerPage();
		expect(bus.inProgress).toEqual([2, 1, 2]);
		await bus.confirm(1);
		await bus.confirm(1);
		await elapse(250);
		expect(cleared).toEqual([["a", 2]]);

		await bus.fail();

		expect(relay.waiting()).toEqual({ handed: 0, held: 0 });
	});
});
