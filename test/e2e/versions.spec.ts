import { rmSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { Fleet, type Member, PAIRS } from "../../scripts/drill/fleet.ts";
import type { NodeProcess } from "../../scripts/drill/process.ts";
import { available } from "../../scripts/servers/nats.ts";
import { eventually } from "../support/eventually.ts";
import { needs } from "../support/needs.ts";
import { type Api, people } from "./support/api.ts";
import { nextVersion } from "./support/next-version.ts";

/** The next version stores and publishes an order's channel, assigns a station to each ticket, and has a subscription more. */
const next = () =>
	nextVersion([
		["lib/actor/actor.ts", "schema: 1,", "schema: 2,"],
		["contracts/order.ts", "\trefunded: Type.Boolean(", "\tchannel: Type.Optional(Type.String()),\n\trefunded: Type.Boolean("],
		["services/order/order.ts", "refunded: false,", 'refunded: false, channel: "app",'],
		["services/brew/brew.ts", "stocked: false,", 'stocked: false, station: "bar-2",'],
		[
			"services/brew/brew.service.ts",
			'"stock.reserved":',
			'"order.completed": ({ id }) => [id, { type: "confirmStock" }],\n\t\t\t\t"stock.reserved":',
		],
	]);

const ORDER = { storeId: "gangnam", kind: "goods", fulfilment: "pickup", payment: { timing: "on_receipt" } };
const LINES = [{ productId: "latte", quantity: 1 }];
const ORDERS = 8;

const versionOf = (version: "current" | "next", root?: string): Member[] =>
	PAIRS.filter(({ name }) => name.endsWith("-1")).map(({ name, services }) => ({
		name: name.replace("1", version),
		services,
		...(root ? { root } : undefined),
	}));

interface Stored {
	state: { status: string; channel?: string; station?: string };
	seen: Record<string, number>;
}

needs(await available(), "nats-server")("two versions on one bus", () => {
	let fleet: Fleet;
	let root: string;
	/** The version of each order that its ticket had received when the order was accepted. */
	const seenAtAccept = new Map<string, number>();
	const of = (version: string): NodeProcess[] => fleet.nodes.filter(({ name }) => name.endsWith(version));

	beforeAll(async () => {
		root = next();
		fleet = await Fleet.start({ members: [...versionOf("current"), ...versionOf("next", root)] });
	});

	afterAll(async () => {
		await fleet?.stop();
		if (root) rmSync(root, { recursive: true });
	});

	const stored = (service: string, ids: string[]): Stored[] => {
		const database = new DatabaseSync(join(fleet.dir, `${service}.db`), { readOnly: true });
		try {
			const select = database.prepare(`SELECT json FROM "${service}" WHERE id = ?`);
			return ids.map((id) => JSON.parse((select.get(id) as { json: string }).json));
		} finally {
			database.close();
		}
	};
	const at = (version: string) => people(of(version).find(({ address }) => address)!.address!);
	const settled = (customer: Api, ids: string[], status: string) =>
		Promise.all(ids.map((id) => customer.until(`/v1/orders/${id}`, { status })));
	const place = async (customer: Api): Promise<string[]> => {
		const placed = await Promise.all(Array.from({ length: ORDERS }, () => customer.post("/v1/orders", { ...ORDER, lines: LINES })));
		expect(placed.map(({ status }) => status)).toEqual(placed.map(() => 201));
		return placed.map(({ body }) => body.id);
	};
	/** Accepts the orders and reserves stock, through one version's gateway. */
	const accept = async (version: string, ids: string[]): Promise<void> => {
		const { customer, gangnam } = await at(version);
		await settled(customer, ids, "submitted");
		for (const id of ids)
			await eventually(async () => expect((await gangnam.post(`/v1/stores/gangnam/orders/${id}/accept`)).status).toBe(200));
		await settled(customer, ids, "accepted");
		await Promise.all(ids.map((id) => gangnam.until(`/v1/brews/${id}`, { stocked: true })));
		for (const [index, version] of seenByTickets(ids).entries()) seenAtAccept.set(ids[index]!, version);
	};
	const finish = async (version: string, ids: string[]): Promise<void> => {
		const { customer, gangnam } = await at(version);
		for (const path of ["start", "complete"])
			for (const id of ids) expect((await gangnam.post(`/v1/brews/${id}/${path}`)).status).toBe(200);
		await settled(customer, ids, "ready");
		for (const id of ids) expect((await gangnam.post(`/v1/stores/gangnam/orders/${id}/collect`)).status).toBe(200);
		await settled(customer, ids, "completed");
	};
	/** The versions of the orders that their tickets have received. */
	const seenByTickets = (ids: string[]) => stored("brew", ids).map(({ seen }, index) => seen[`order/${ids[index]}`] ?? 0);
	const endAll = (version: string) => Promise.all(of(version).map((node) => node.end("SIGTERM")));
	const startAll = (version: string) => Promise.all(of(version).map((node) => node.start()));

	it("finish each other's orders, and the current version preserves fields of the next one", async () => {
		const fromNext = await place((await at("next")).customer);
		const fromCurrent = await place((await at("current")).customer);
		await accept("current", [...fromNext, ...fromCurrent]);
		// Either version may create a ticket, so more orders follow until the next one has created some.
		while (stored("brew", fromCurrent).every(({ state }) => state.station === undefined)) {
			const more = await place((await at("current")).customer);
			await accept("current", more);
			fromCurrent.push(...more);
		}

		await endAll("next");
		await finish("current", [...fromNext, ...fromCurrent]);

		expect(stored("order", fromNext)).toEqual(
			fromNext.map(() => expect.objectContaining({ state: expect.objectContaining({ channel: "app" }) })),
		);
		expect(stored("order", fromCurrent).filter(({ state }) => state.channel)).toEqual([]);
		const tickets = stored("brew", [...fromNext, ...fromCurrent]);
		expect(tickets.map(({ state }) => state.status)).toEqual(tickets.map(() => "brewed"));
		expect(tickets.filter(({ state }) => state.station === "bar-2").length).toBeGreaterThan(0);
	});

	it("can be exchanged in both directions while orders are in progress", async () => {
		const fromCurrent = await place((await at("current")).customer);
		await accept("current", fromCurrent);

		await startAll("next");
		await endAll("current");
		await finish("next", fromCurrent);
		const fromNext = await place((await at("next")).customer);
		await accept("next", fromNext);
		await startAll("current");
		await endAll("next");
		await finish("current", fromNext);

		expect(stored("order", fromNext).every(({ state }) => state.channel === "app")).toBe(true);
		const { operator } = await at("current");
		await operator.until("/v1/ops/audit", { ok: true, violations: [] });
		expect((await operator.get("/v1/ops/dead-letters")).body.items).toEqual([]);
	});

	it("lose no message of a subscription that only the next version has, whichever version restarts", async () => {
		const makersOf = (version: string) => of(version).filter(({ name }) => name.startsWith("makers"));
		const restart = async (version: string) => {
			await Promise.all(makersOf(version).map((node) => node.end("SIGTERM")));
			await Promise.all(makersOf(version).map((node) => node.start()));
		};
		const order = async () => {
			const ids = await place((await at("current")).customer);
			await accept("current", ids);
			await finish("current", ids);
		};

		await startAll("next");
		await order();
		for (const versions of [["current"], ["next"], ["current", "next"], ["next", "current"]]) {
			for (const version of versions) await restart(version);
			await order();
		}

		const ids = [...seenAtAccept.keys()];
		await eventually(() => expect(seenByTickets(ids).filter((version, index) => version <= seenAtAccept.get(ids[index]!)!)).toEqual([]));
	});
});
