import { setTimeout as pause } from "node:timers/promises";
import type { MongoClient } from "mongodb";

/** Longer than a heartbeat may take: 3 s to connect and 3 s to respond, plus 10 s for an awaited heartbeat. */
const LOST_AFTER = 8_000;
const LOST_AFTER_AWAITED = 18_000;
const RETRY_EVERY = 1_000;

/**
 * Reconnects the client when a heartbeat does not end. The driver (7.8) gets no event if a connection is cut while a heartbeat
 * is being sent, and then never checks that server again. Collections keep working after the client was closed and reconnected.
 */
export function reconnectOnLostHeartbeat(client: MongoClient, warn: (text: string) => void): { stop(): void } {
	const heartbeats = new Map<string, NodeJS.Timeout>();
	let isStopped = false;

	const ended = (address: string) => {
		clearTimeout(heartbeats.get(address));
		heartbeats.delete(address);
	};
	const clearAll = () => {
		for (const address of heartbeats.keys()) ended(address);
	};
	const reconnect = async () => {
		clearAll();
		await client.close();
		while (!isStopped) {
			try {
				await client.connect();
				if (isStopped) await client.close();
				return;
			} catch (error) {
				warn(`MongoDB is unavailable; retrying: ${(error as Error).message}`);
			}
			await pause(RETRY_EVERY, undefined, { ref: false });
		}
	};
	const onLost = (address: string) => {
		if (isStopped) return;
		warn(`MongoDB ${address} did not respond to a heartbeat; reconnecting.`);
		reconnect().catch((error: Error) => warn(`Closing the MongoDB connection failed: ${error.message}`));
	};

	client.on("serverHeartbeatStarted", ({ awaited, connectionId }) => {
		ended(connectionId);
		heartbeats.set(connectionId, setTimeout(onLost, awaited ? LOST_AFTER_AWAITED : LOST_AFTER, connectionId).unref());
	});
	client.on("serverHeartbeatSucceeded", ({ connectionId }) => ended(connectionId));
	client.on("serverHeartbeatFailed", ({ connectionId }) => ended(connectionId));
	client.on("serverClosed", ({ address }) => ended(address));
	return {
		stop() {
			isStopped = true;
			clearAll();
		},
	};
}
