import { EventEmitter } from "node:events";
import { jest } from "@jest/globals";
import type { MongoClient } from "mongodb";
import { reconnectOnLostHeartbeat } from "./lost-heartbeat.ts";

const CONNECTION = { connectionId: "mongo:27017", awaited: false };

describe("a client whose heartbeat is lost", () => {
	const client = Object.assign(new EventEmitter(), { close: jest.fn(async () => undefined), connect: jest.fn(async () => undefined) });
	const warnings: string[] = [];
	let monitor: { stop(): void };

	beforeEach(() => {
		jest.useFakeTimers();
		monitor = reconnectOnLostHeartbeat(client as unknown as MongoClient, (text) => warnings.push(text));
	});

	afterEach(() => {
		monitor.stop();
		client.removeAllListeners();
		jest.clearAllMocks();
		jest.useRealTimers();
		warnings.length = 0;
	});

	it("reconnects and logs a warning", async () => {
		client.emit("serverHeartbeatStarted", CONNECTION);
		await jest.advanceTimersByTimeAsync(8_000);

		expect(client.close).toHaveBeenCalledTimes(1);
		expect(client.connect).toHaveBeenCalledTimes(1);
		expect(warnings).toEqual(["MongoDB mongo:27017 did not respond to a heartbeat; reconnecting."]);
	});

	it("does not reconnect while every heartbeat ends", async () => {
		for (const end of ["serverHeartbeatSucceeded", "serverHeartbeatFailed"]) {
			client.emit("serverHeartbeatStarted", CONNECTION);
			await jest.advanceTimersByTimeAsync(6_000);
			client.emit(end, CONNECTION);
		}
		client.emit("serverHeartbeatStarted", { ...CONNECTION, awaited: true });
		await jest.advanceTimersByTimeAsync(13_000);

		expect(client.close).not.toHaveBeenCalled();
	});

	it("does not reconnect once stopped, or for a server that left the replica set", async () => {
		client.emit("serverHeartbeatStarted", CONNECTION);
		client.emit("serverHeartbeatStarted", { ...CONNECTION, connectionId: "other:27017" });
		client.emit("serverClosed", { address: "other:27017" });
		monitor.stop();
		await jest.advanceTimersByTimeAsync(60_000);

		expect(client.close).not.toHaveBeenCalled();
	});
});
