import { join } from "node:path";
import * as mongo from "../servers/mongo.ts";
import { startNats } from "../servers/nats.ts";
import { startRedis } from "../servers/redis.ts";
import { find, type Place, type RunningServer } from "../servers/server.ts";
import { steadyPort } from "./ports.ts";
import { TcpProxy } from "./tcp-proxy.ts";

/** A server that all nodes use and that a drill can take down for a while. */
export interface Backing {
	url: string;
	/** How it is taken down, for the drill's output. */
	method: string;
	takeDown(): Promise<void>;
	bringBack(): Promise<void>;
	stop(): Promise<void>;
}

/** Taken down by killing it, and started again on the same data. */
async function killable(start: (place: Place) => Promise<RunningServer>, dir: string): Promise<Backing> {
	const place = { port: await steadyPort(), dir };
	let server = await start(place);
	return {
		url: server.url,
		method: "kill -9, then restart on the same data",
		takeDown: () => server.kill(),
		async bringBack() {
			server = await start(place);
		},
		stop: () => server.stop(),
	};
}

const withoutDatabase = (url: string): string => url.slice(0, url.lastIndexOf("/"));

/** The in-memory test server would lose its data, so its connections are cut instead. */
async function disconnectable(): Promise<Backing> {
	const serverPort = await steadyPort();
	const server = await mongo.startMongo({ port: serverPort });
	const proxy = new TcpProxy(await steadyPort(), serverPort);
	await proxy.open();
	return {
		url: `mongodb://127.0.0.1:${proxy.port}`,
		method: "all connections cut and new ones refused, because the test server keeps its data in memory",
		takeDown: async () => proxy.close(),
		bringBack: () => proxy.open(),
		async stop() {
			proxy.close();
			await server.stop();
		},
	};
}

async function startStore(dir: string): Promise<Backing> {
	if (!(await find("mongod"))) return disconnectable();
	const store = await killable(mongo.startMongo, dir);
	return { ...store, url: withoutDatabase(store.url) };
}

export const BACKINGS = {
	nats: (dir: string) => killable(startNats, join(dir, "nats")),
	redis: (dir: string) => killable(startRedis, join(dir, "redis")),
	store: (dir: string) => startStore(join(dir, "mongo")),
};
export type BackingName = keyof typeof BACKINGS;
