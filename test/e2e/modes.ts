import { available as mongoAvailable } from "../../scripts/servers/mongo.ts";
import { available as natsAvailable } from "../../scripts/servers/nats.ts";
import { available as redisAvailable } from "../../scripts/servers/redis.ts";
import { needs } from "../needs.ts";
import { System } from "./system.ts";
import { TwoOfEach } from "./two-of-each.ts";

type Settings = Record<string, string>;

/** What tests know of the system that they run on. */
export interface Running {
	base: string;
	/** All at once, without a chance to say goodbye. What the system keeps elsewhere stays. */
	kill(): Promise<void>;
	/** Again, on what it has kept. */
	start(env?: Settings): Promise<unknown>;
	/** Of those nodes that run a service. Resolves when it is back. */
	killOne(service: string): Promise<void>;
	remove(): Promise<void>;
}

type Suite = (system: () => Running) => void;

const SERVERS = { "nats-server": await natsAvailable(), "redis-server": await redisAvailable(), MongoDB: await mongoAvailable() };

const withServers = (...names: (keyof typeof SERVERS)[]): jest.Describe => {
	const missing = names.filter((name) => !SERVERS[name]);
	return needs(missing.length === 0 ? "all" : undefined, missing.join(", "));
};

const on = (start: () => Promise<Running>, suite: Suite): void => {
	let system: Running;

	beforeAll(async () => {
		system = await start();
	});

	afterAll(() => system?.remove());

	suite(() => system);
};

const start = async (mode: "one" | "cluster", settings: Settings): Promise<Running> => (await System.prepare(mode, settings)).start();

export const inOneProcess = (settings: Settings, suite: Suite): void =>
	describe("in one process", () => on(() => start("one", settings), suite));

export const inCluster = (settings: Settings, suite: Suite): void =>
	withServers("nats-server")("in a cluster", () => on(() => start("cluster", settings), suite));

export const inTwoOfEach = (settings: Settings, suite: Suite): void =>
	withServers(
		"nats-server",
		"redis-server",
		"MongoDB",
	)("in a cluster of two nodes for every service, on MongoDB and Redis", () => on(() => TwoOfEach.start(settings), suite));
