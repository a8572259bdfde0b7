import { join } from "node:path";
import * as mongo from "../servers/mongo.ts";
import { startNats } from "../servers/nats.ts";
import { startRedis } from "../servers/redis.ts";
import { find, type Place, type RunningServer } from "../servers/server.ts";
import { Door } from "./door.ts";
import { steadyPort } from "./ports.ts";

/** A server that all nodes need, and that can be away for a while. */
export interface Backing {
	url: string;
	/** How it goes away. */
	how: string;
	away(): Promise<void>;
	back(): Promise<void>;
	stop(): Promise<void>;
}

/** Killed, and started again on what it has left on the disk. */
async function killed(start: (place: Place) => Promise<RunningServer>, dir: string): Promise<Backing> {
	const place = { port: await steadyPort(), dir };
	let server = await start(place);
	return {
		url: server.url,
		how: "kill -9, started again on the same data",
		away: () => server.kill(),
		async back() {
			server = await start(place);
		},
		stop: () => server.stop(),
	};
}

const withoutDatabase = (url: string): string => url.slice(0, url.lastIndexOf("/"));

/** The test server would come back empty. */
async function shutOut(): Promise<Backing> {
	const inside = await steadyPort();
	const server = await mongo.startMongo({ port: inside });
	const door = new Door(await steadyPort(), inside);
	await door.unlock();
	return {
		url: `mongodb://127.0.0.1:${door.port}`,
		how: "all connections cut and new ones refused: the test server keeps its data in memory only",
		away: async () => door.shut(),
		back: () => door.unlock(),
		async stop() {
			door.shut();
			await server.stop();
		},
	};
}

async function startStore(dir: string): Promise<Backing> {
	if (!(await find("mongod"))) return shutOut();
	const store = await killed(mongo.startMongo, dir);
	return { ...store, url: withoutDatabase(store.url) };
}

export const BACKINGS = {
	nats: (dir: string) => killed(startNats, join(dir, "nats")),
	redis: (dir: string) => killed(startRedis, join(dir, "redis")),
	store: (dir: string) => startStore(join(dir, "mongo")),
};
export type BackingName = keyof typeof BACKINGS;
