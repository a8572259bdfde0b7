import { jest } from "@jest/globals";
import type { ServiceSchema } from "moleculer";
import { NotFound } from "../../../lib/domain/refusal.ts";
import { anOrder } from "../../support/builders/order.ts";
import { eventually } from "../../support/eventually.ts";
import { GatewayServer, type Signed } from "../../support/nodes/gateway-server.ts";
import { StreamReader } from "../../support/stream-reader.ts";

const ORDER = "ord_00000000000000000001";
const rider: Signed = { sub: "acc_rider", roles: ["rider"] };
const operator: Signed = { sub: "acc_operator", roles: ["operator"] };

const happened = (seq: number, riderId = "acc_rider") => ({
	seq,
	id: `delivery/${ORDER}/${seq}`,
	type: "delivery.moved",
	orderId: ORDER,
	version: seq,
	at: seq,
	data: { orderId: ORDER, customerId: "acc_1", storeId: "gangnam", status: "in_transit", riderId },
});

/** An event log that says what it is told to, and wakes up nobody. */
const aLog = () => {
	const log = { events: [] as ReturnType<typeof happened>[], isAway: false };
	const schema: ServiceSchema = {
		name: "event-log",
		actions: {
			read: {
				guard: "internal",
				handler({ params: { after, limit } }: { params: { after: number; limit: number } }) {
					if (log.isAway) throw new Error("disk I/O error");
					return { events: log.events.slice(after, after + limit), last: log.events.length };
				},
			},
		},
	};
	const grow = (count: number, riderId?: string) => {
		for (let i = 0; i < count; i++) log.events.push(happened(log.events.length + 1, riderId));
	};
	return { log, schema, grow };
};

let isGivenAway = false;
const order: ServiceSchema = {
	name: "order",
	actions: {
		get: {
			guard: ["customer", "rider", "operator"],
			handler() {
				if (isGivenAway) throw new NotFound("order");
				return { ...anOrder({ id: ORDER }), version: 3 };
			},
		},
	},
};

const ALL_BUT_INTERVALS = [
	"Date",
	"hrtime",
	"nextTick",
	"performance",
	"queueMicrotask",
	"setImmediate",
	"clearImmediate",
	"setTimeout",
	"clearTimeout",
] as const;

let server: GatewayServer;
let source: ReturnType<typeof aLog>;
beforeEach(async () => {
	source = aLog();
	server = await GatewayServer.start([source.schema, order]);
});
afterEach(() => server.stop());

const listen = (as: Signed, last?: number) =>
	StreamReader.open(server.port, `/v1/orders/${ORDER}/events`, as, last ? { "last-event-id": happened(last).id } : {});
const seqs = (reader: StreamReader) => reader.received.flatMap(({ id }) => (id ? Number(id.split("/")[2]) : []));
const upTo = (first: number, last: number) => Array.from({ length: last - first + 1 }, (_, index) => first + index);

describe("a stream", () => {
	it("tells what the log has though nothing wakes it up", async () => {
		const reader = await listen(operator);
		await reader.until("snapshot");

		source.grow(450);

		await eventually(() => expect(seqs(reader)).toEqual(upTo(1, 450)));
	});

	it("loses nothing while the log is away, and is not begun meanwhile", async () => {
		const reader = await listen(operator);
		await reader.until("snapshot");
		source.log.isAway = true;
		source.grow(5);

		const refused = await server.send("GET", `/v1/orders/${ORDER}/events`, { as: operator });
		source.log.isAway = false;

		expect(refused.status).toBeGreaterThanOrEqual(500);
		await eventually(() => expect(seqs(reader)).toEqual(upTo(1, 5)));
		expect(reader.hasEnded).toBe(false);
	});

	it("shows every 15 s that it is there", async () => {
		jest.useFakeTimers({ doNotFake: [...ALL_BUT_INTERVALS] });
		const reader = await listen(operator);
		await reader.until("snapshot");

		jest.advanceTimersByTime(14_000);
		source.grow(1);
		await server.broker.broadcast("event-log.grown");
		await eventually(() => expect(seqs(reader)).toEqual([1]));
		const early = reader.heartbeats;
		jest.advanceTimersByTime(1_000);

		expect(early).toBe(0);
		await eventually(() => expect(reader.heartbeats).toBe(1));
		reader.close();
		await eventually(async () => expect((await server.send("GET", "/metrics")).body).toMatch(/^cortado_streams 0$/m));
		jest.useRealTimers();
	});

	it("resumes on a node that has received nothing yet", async () => {
		source.grow(3_000);

		const reader = await listen(operator, 2_500);
		await eventually(() => expect(seqs(reader)).toHaveLength(500));

		expect(seqs(reader)).toEqual(upTo(2_501, 3_000));
		expect(reader.types).not.toContain("snapshot");
	});

	it("begins anew where the last event is too old, and goes on without a gap", async () => {
		source.grow(3_000);

		const reader = await listen(operator, 1_000);
		await reader.until("snapshot");
		source.grow(2);
		await eventually(() => expect(seqs(reader)).toHaveLength(2));

		expect(reader.types.slice(0, 2)).toEqual(["reset", "snapshot"]);
		expect(seqs(reader)).toEqual([3_001, 3_002]);
	});

	it("ends where the order is another rider's, and tells no more of it", async () => {
		const reader = await listen(rider);
		await reader.until("snapshot");

		source.grow(1);
		source.grow(2, "acc_another");
		isGivenAway = true;

		await reader.untilEnd();
		isGivenAway = false;
		expect(seqs(reader)).toEqual([1]);
	});

	it("goes on where it was another rider's before, and tells nothing of that", async () => {
		const reader = await listen(rider);
		await reader.until("snapshot");

		source.grow(2, "acc_another");
		source.grow(1);

		await eventually(() => expect(seqs(reader)).toEqual([3]));
		expect(reader.hasEnded).toBe(false);
	});
});
