import { setTimeout as pause } from "node:timers/promises";
import type { MongoClient } from "mongodb";

/** Longer than any heartbeat may take: 3 s to connect and 3 s to answer; one that waits for news, 10 s more. */
const LOST_AFTER = 8_000;
const LOST_AFTER_AWAITED = 18_000;
const AGAIN_AFTER = 1_000;

/**
 * The driver (7.8) never hears of a heartbeat whose connection is cut at the moment that it is sent, and so never looks at that
 * server again. Collections of a client that was closed and connected again go on working.
 */
export function reviveWhenBlind(client: MongoClient, warn: (text: string) => void): { stop(): void } {
	const heartbeats = new Map<string, NodeJS.Timeout>();
	let isStopped = false;

	const ended = (address: string) => {
		clearTimeout(heartbeats.get(address));
		heartbeats.delete(address);
	};
	const forgetAll = () => {
		for (const address of heartbeats.keys()) ended(address);
	};
	const revive = async () => {
		forgetAll();
		await client.close();
		while (!isStopped) {
			try {
				await client.connect();
				if (isStopped) await client.close();
				return;
			} catch (error) {
				warn(`MongoDB is waited for: ${(error as Error).message}`);
			}
			await pause(AGAIN_AFTER, undefined, { ref: false });
		}
	};
	const isLost = (address: string) => {
		if (isStopped) return;
		warn(`MongoDB ${address} was asked whether it is there and never answered: connecting anew.`);
		revive().catch((error: Error) => warn(`MongoDB could not be left: ${error.message}`));
	};

	client.on("serverHeartbeatStarted", ({ awaited, connectionId }) => {
		ended(connectionId);
		heartbeats.set(connectionId, setTimeout(isLost, awaited ? LOST_AFTER_AWAITED : LOST_AFTER, connectionId).unref());
	});
	client.on("serverHeartbeatSucceeded", ({ connectionId }) => ended(connectionId));
	client.on("serverHeartbeatFailed", ({ connectionId }) => ended(connectionId));
	client.on("serverClosed", ({ address }) => ended(address));
	return {
		stop() {
			isStopped = true;
			forgetAll();
		},
	};
}
