import { type ActorDocument, type ActorStore, bareDocument } from "../../lib/storage/actor-store.ts";
import { type ModelEvent, ReadModel } from "./read-model.ts";

let stored: ActorDocument<number[]> | null;
let loads: number;

const store = {
	async load() {
		loads++;
		return stored;
	},
	async create(document: ActorDocument<number[]>) {
		if (stored) return false;
		stored = document;
		return true;
	},
	async replace(document: ActorDocument<number[]>, expected: number) {
		if (stored?.version !== expected) return false;
		stored = document;
		return true;
	},
} as unknown as ActorStore<number[]>;
const event = (version: number, sender = "order/a"): ModelEvent => ({ type: "order.placed", sender, version, at: version, data: {} });

beforeEach(() => {
	stored = null;
	loads = 0;
});

describe("a read model", () => {
	const model = () => new ReadModel<number[]>(store, (state, { version }) => [...(state ?? []), version]);

	it("writes a new document without looking for it first", async () => {
		await model().apply("a", [event(1)]);

		expect([stored?.state, loads]).toEqual([[1], 0]);
	});

	it("adds the first message of a sender to a document that exists", async () => {
		stored = { ...bareDocument("a", 3, [2]), seen: { "order/a": 2 } };

		await model().apply("a", [event(1, "brew/a")]);

		expect([stored.state, stored.version, loads]).toEqual([[2, 1], 4, 1]);
	});

	it("ignores a repeated first message", async () => {
		stored = { ...bareDocument("a", 3, [2]), seen: { "order/a": 2 } };

		await model().apply("a", [event(1)]);

		expect(stored.version).toBe(3);
	});
});
