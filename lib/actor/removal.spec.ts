import { total } from "../../test/support/total.ts";
import { type ActorDocument, type ActorStore, bareDocument } from "../storage/actor-store.ts";
import { openAdapter, type StoreAdapter } from "../storage/open.ts";
import { removeOld } from "./removal.ts";

interface Cup {
	isEmpty: boolean;
}

const DAY = 86_400_000;
const NOW = Date.UTC(2026, 0, 1);
const idAt = (time: number, ending = 0) => `cup_${time.toString(36).padStart(9, "0")}${String(ending).padStart(6, "0")}`;

let adapter: StoreAdapter;
let cups: ActorStore<Cup>;
beforeEach(async () => {
	adapter = openAdapter("sqlite::memory:");
	await adapter.connect();
	cups = await adapter.actorStore({ name: "cup" });
});
afterEach(() => adapter.disconnect());

const store = async (id: string, change: Partial<ActorDocument<Cup>> = {}) => {
	await cups.create({ ...bareDocument(id, 1, { isEmpty: true }), ...change });
	return id;
};
const remove = () => total(removeOld(cups, NOW - DAY, ({ isEmpty }) => isEmpty));
const left = async () => (await cups.list({ limit: 1_000 })).map(({ _id }) => _id);

it("removes documents whose id is old, and keeps younger ones", async () => {
	await store(idAt(NOW - 2 * DAY));
	const young = [await store(idAt(NOW - DAY)), await store(idAt(NOW))];

	expect(await remove()).toBe(1);
	expect(await left()).toEqual(young);
});

it("keeps old documents that are not over, wait for a timer or have unpublished messages", async () => {
	const envelope = { id: "cup/1/1", type: "order.placed", sender: "cup/1", version: 1, json: "{}" };
	const kept = [
		await store(idAt(1), { state: { isEmpty: false } }),
		await store(idAt(2), { due: { at: NOW, command: { type: "fill" } } }),
		await store(idAt(3), { outbox: [envelope] }),
		await store("cup without a time"),
	];
	await store(idAt(4));

	expect(await remove()).toBe(1);
	expect((await left()).sort()).toEqual(kept.sort());
});

it("removes any number of pages, also if two processes do so at once", async () => {
	for (let cup = 0; cup < 450; cup++) await store(idAt(NOW - 2 * DAY, cup), { state: { isEmpty: cup % 9 > 0 } });
	const young = await store(idAt(NOW));

	const [one, other] = await Promise.all([remove(), remove()]);

	expect(one + other).toBe(400);
	expect(await left()).toHaveLength(51);
	expect(await left()).toContain(young);
});
