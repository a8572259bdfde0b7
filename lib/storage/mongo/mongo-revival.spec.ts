import { EventEmitter } from "node:events";
import { jest } from "@jest/globals";
import type { MongoClient } from "mongodb";
import { reviveWhenBlind } from "./mongo-revival.ts";

const CONNECTION = { connectionId: "mongo:27017", awaited: false };

describe("a client whose heartbeat is lost", () => {
	const client = Object.assign(new EventEmitter(), { close: jest.fn(async () => undefined), connect: jest.fn(async () => undefined) });
	const told: string[] = [];
	let revival: { stop(): void };

	beforeEach(() => {
		jest.useFakeTimers();
		revival = reviveWhenBlind(client as unknown as MongoClient, (text) => told.push(text));
	});

	afterEach(() => {
		revival.stop();
		client.removeAllListeners();
		jest.clearAllMocks();
		jest.useRealTimers();
		told.length = 0;
	});

	it("is connected anew, and says so", async () => {
		client.emit("serverHeartbeatStarted", CONNECTION);
		await jest.advanceTimersByTimeAsync(8_000);

		expect(client.close).toHaveBeenCalledTimes(1);
		expect(client.connect).toHaveBeenCalledTimes(1);
		expect(told).toEqual(["MongoDB mongo:27017 was asked whether it is there and never answered: connecting anew."]);
	});

	it("is left alone while every heartbeat comes to an end", async () => {
		for (const end of ["serverHeartbeatSucceeded", "serverHeartbeatFailed"]) {
			client.emit("serverHeartbeatStarted", CONNECTION);
			await jest.advanceTimersByTimeAsync(6_000);
			client.emit(end, CONNECTION);
		}
		client.emit("serverHeartbeatStarted", { ...CONNECTION, awaited: true });
		await jest.advanceTimersByTimeAsync(13_000);

		expect(client.close).not.toHaveBeenCalled();
	});

	it("is left alone once it is stopped or the server no longer belongs to the set", async () => {
		client.emit("serverHeartbeatStarted", CONNECTION);
		client.emit("serverHeartbeatStarted", { ...CONNECTION, connectionId: "other:27017" });
		client.emit("serverClosed", { address: "other:27017" });
		revival.stop();
		await jest.advanceTimersByTimeAsync(60_000);

		expect(client.close).not.toHaveBeenCalled();
	});
});
