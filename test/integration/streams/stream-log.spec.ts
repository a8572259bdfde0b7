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

const deliveryEvent = (seq: number, riderId = "acc_rider") => ({
	seq,
	id: `delivery/${ORDER}/${seq}`,
	type: "delivery.departed",
	orderId: ORDER,
	version: seq,
	at: seq,
	data: { orderId: ORDER, customerId: "acc_1", storeId: "gangnam", status: "in_transit", riderId },
});

/** An event log that returns the given events and does not announce them. */
const eventLogStub = () => {
	const log = { events: [] as ReturnType<typeof deliveryEvent>[], isDown: false };
	const schema: ServiceSchema = {
		name: "event-log",
		actions: {
			read: {
				guard: "internal",
				handler({ params: { after, limit } }: { params: { after: number; limit: number } }) {
					if (log.isDown) throw new Error("disk I/O error");
					return { events: log.events.slice(after, after + limit), last: log.events.length };
				},
			},
		},
	};
	const grow = (count: number, riderId?: string) => {
		for (let i = 0; i < count; i++) log.events.push(deliveryEvent(log.events.length + 1, riderId));
	};
	return { log, schema, grow };
};

let isReassigned = false;
const order: ServiceSchema = {
	name: "order",
	actions: {
		get: {
			guard: ["customer", "rider", "operator"],
			handler() {
				if (isReassigned) throw new NotFound("order");
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
let eventLog: ReturnType<typeof eventLogStub>;
beforeEach(async () => {
	eventLog = eventLogStub();
	server = await GatewayServer.start([eventLog.schema, order]);
});
afterEach(() => server.stop());

const open = (as: Signed, last?: number) =>
	StreamReader.open(server.port, `/v1/orders/${ORDER}/events`, as, last ? { "last-event-id": deliveryEvent(last).id } : {});
const seqs = (reader: StreamReader) => reader.received.flatMap(({ id }) => (id ? Number(id.split("/")[2]) : []));
const range = (first: number, last: number) => Array.from({ length: last - first + 1 }, (_, index) => first + index);

describe("a stream", () => {
	it("sends new events of the log even if none was announced", async () => {
		const reader = await open(operator);
		await reader.until("snapshot");

		eventLog.grow(450);

		await eventually(() => expect(seqs(reader)).toEqual(range(1, 450)));
	});

	it("loses nothing while the log is down, and does not start meanwhile", async () => {
		const reader = await open(operator);
		await reader.until("snapshot");
		eventLog.log.isDown = true;
		eventLog.grow(5);

		const refused = await server.send("GET", `/v1/orders/${ORDER}/events`, { as: operator });
		eventLog.log.isDown = false;

		expect(refused.status).toBeGreaterThanOrEqual(500);
		await eventually(() => expect(seqs(reader)).toEqual(range(1, 5)));
		expect(reader.hasEnded).toBe(false);
	});

	it("sends a heartbeat every 15 s", async () => {
		jest.useFakeTimers({ doNotFake: [...ALL_BUT_INTERVALS] });
		const reader = await open(operator);
		await reader.until("snapshot");

		jest.advanceTimersByTime(14_000);
		eventLog.grow(1);
		await server.broker.broadcast("event-log.grown");
		await eventually(() => expect(seqs(reader)).toEqual([1]));
		const heartbeatsBefore = reader.heartbeats;
		jest.advanceTimersByTime(1_000);

		expect(heartbeatsBefore).toBe(0);
		await eventually(() => expect(reader.heartbeats).toBe(1));
		reader.close();
		await eventually(async () => expect((await server.send("GET", "/metrics")).body).toMatch(/^cortado_streams 0$/m));
		jest.useRealTimers();
	});

	it("resumes on a node that has received nothing yet", async () => {
		eventLog.grow(3_000);

		const reader = await open(operator, 2_500);
		await eventually(() => expect(seqs(reader)).toHaveLength(500));

		expect(seqs(reader)).toEqual(range(2_501, 3_000));
		expect(reader.types).not.toContain("snapshot");
	});

	it("restarts with a snapshot if the last event is too old, and continues without a gap", async () => {
		eventLog.grow(3_000);

		const reader = await open(operator, 1_000);
		await reader.until("snapshot");
		eventLog.grow(2);
		await eventually(() => expect(seqs(reader)).toHaveLength(2));

		expect(reader.types.slice(0, 2)).toEqual(["reset", "snapshot"]);
		expect(seqs(reader)).toEqual([3_001, 3_002]);
	});

	it("ends when the order is reassigned to another rider, without further events", async () => {
		const reader = await open(rider);
		await reader.until("snapshot");

		eventLog.grow(1);
		eventLog.grow(2, "acc_another");
		isReassigned = true;

		await reader.untilEnd();
		isReassigned = false;
		expect(seqs(reader)).toEqual([1]);
	});

	it("continues if the order was another rider's before, without that rider's events", async () => {
		const reader = await open(rider);
		await reader.until("snapshot");

		eventLog.grow(2, "acc_another");
		eventLog.grow(1);

		await eventually(() => expect(seqs(reader)).toEqual([3]));
		expect(reader.hasEnded).toBe(false);
	});
});
