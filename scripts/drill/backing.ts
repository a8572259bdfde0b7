import { join } from "node:path";
import { findMongod } from "../servers/mongo/mongod.ts";
import { type Member, ReplicaSet } from "../servers/mongo/replica-set.ts";
import { startMongo } from "../servers/mongo.ts";
import { NatsCluster } from "../servers/nats/cluster.ts";
import { startNats } from "../servers/nats.ts";
import { startRedis } from "../servers/redis.ts";
import type { Place, RunningServer } from "../servers/server.ts";
import { steadyPort } from "./ports.ts";
import { TcpProxy } from "./tcp-proxy.ts";

/** A server that all nodes use and that a drill can take down for a while. */
export interface Backing {
	url: string;
	/** How it is taken down, for the drill's output. */
	method: string;
	/** Its members, if it is a replica set that survives the loss of one. */
	replicas?: ReplicaSet;
	/** Its members, if it is a NATS cluster that survives the loss of one. */
	cluster?: NatsCluster;
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

/** The database of each service. */
const DATABASE = "cortado_{service}";

const ofEachService = (url: string): string => `${url.slice(0, url.lastIndexOf("/"))}/${DATABASE}`;

/** The in-memory test server would lose its data, so its connections are cut instead. */
async function disconnectable(): Promise<Backing> {
	const serverPort = await steadyPort();
	const server = await startMongo({ port: serverPort });
	const proxy = new TcpProxy(await steadyPort(), serverPort);
	await proxy.open();
	return {
		url: `mongodb://127.0.0.1:${proxy.port}/${DATABASE}`,
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
	if (!(await findMongod())) return disconnectable();
	const store = await killable(startMongo, dir);
	return { ...store, url: ofEachService(store.url) };
}

/** Shorter than MongoDB's default of 10 s, so that a drill does not consist of waiting. */
const ELECTION_TIMEOUT_MS = 2_000;

/** Taken down by killing the primary, whose place another member takes. */
async function startReplicas(dir: string): Promise<Backing> {
	const ports = await Promise.all(Array.from({ length: 3 }, steadyPort));
	const replicas = await ReplicaSet.start(ports, dir, { electionTimeoutMillis: ELECTION_TIMEOUT_MS });
	let killed: Member | undefined;
	return {
		url: replicas.url(DATABASE),
		method: "kill -9 of the primary, then restart on the same data",
		replicas,
		async takeDown() {
			killed = await replicas.primary();
			await killed?.kill();
		},
		async bringBack() {
			await killed?.start();
		},
		stop: () => replicas.stop(),
	};
}

/** Taken down by killing all servers. */
async function startNatsCluster(dir: string): Promise<Backing> {
	const ports = Array.from({ length: 3 }, () => Promise.all([steadyPort(), steadyPort()]));
	const cluster = await NatsCluster.start(await Promise.all(ports), dir);
	return {
		url: cluster.url,
		method: "kill -9 of all three servers, then restart on the same data",
		cluster,
		takeDown: async () => void (await Promise.all(cluster.members.map((member) => member.kill()))),
		bringBack: async () => void (await Promise.all(cluster.members.map((member) => member.start()))),
		stop: () => cluster.stop(),
	};
}

export const BACKINGS = {
	/** One NATS server. */
	nats: (dir: string) => killable(startNats, join(dir, "nats")),
	/** Three NATS servers that replicate each message. */
	natsCluster: (dir: string) => startNatsCluster(join(dir, "nats")),
	redis: (dir: string) => killable(startRedis, join(dir, "redis")),
	/** One MongoDB server. */
	store: (dir: string) => startStore(join(dir, "mongo")),
	/** Three MongoDB servers. */
	replicas: (dir: string) => startReplicas(join(dir, "mongo")),
};
export type BackingName = keyof typeof BACKINGS;
