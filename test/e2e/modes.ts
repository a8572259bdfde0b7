import { available as mongoAvailable } from "../../scripts/servers/mongo.ts";
import { available as natsAvailable } from "../../scripts/servers/nats.ts";
import { available as redisAvailable } from "../../scripts/servers/redis.ts";
import { needs } from "../support/needs.ts";
import { Clock } from "./clock.ts";
import { System } from "./system.ts";
import { TwoOfEach } from "./two-of-each.ts";

type Settings = Record<string, string>;

/** What tests know of the system that they run on. */
export interface Running {
	base: string;
	clock: Clock;
	/** All at once, without a chance to say goodbye. What the system keeps elsewhere stays. */
	kill(): Promise<void>;
	/** Again, on what it has kept. */
	start(): Promise<unknown>;
	/** Of those nodes that run a service. Resolves when it is back. */
	killOne(service: string): Promise<void>;
	remove(): Promise<void>;
}

/** What an order waits for in these systems; only a clock that is moved gets there. */
export const TIME_LIMIT_SECONDS = 600;
const TIME_LIMITS = {
	PAYMENT_EXPIRY_SECONDS: String(TIME_LIMIT_SECONDS),
	STORE_ANSWER_SECONDS: String(TIME_LIMIT_SECONDS),
	COLLECT_SECONDS: String(TIME_LIMIT_SECONDS),
	RIDER_ANSWER_SECONDS: String(TIME_LIMIT_SECONDS),
};

type Suite = (system: () => Running) => void;

const SERVERS = { "nats-server": await natsAvailable(), "redis-server": await redisAvailable(), MongoDB: await mongoAvailable() };

const withServers = (...names: (keyof typeof SERVERS)[]): jest.Describe => {
	const missing = names.filter((name) => !SERVERS[name]);
	return needs(missing.length === 0 ? "all" : undefined, missing.join(", "));
};

const on = (start: (env: Settings) => Promise<Omit<Running, "clock">>, suite: Suite): void => {
	let clock: Clock;
	let system: Running;

	beforeAll(async () => {
		clock = await Clock.create();
		system = Object.assign(await start(clock.env), { clock });
	});

	afterAll(async () => {
		await system?.remove();
		await clock.remove();
	});

	suite(() => system);
};
const start = async (mode: "one" | "cluster", env: Settings) => (await System.prepare(mode, env)).start();

export const inOneProcess = (settings: Settings, suite: Suite): void =>
	describe("in one process", () => on((clock) => start("one", { ...TIME_LIMITS, ...settings, ...clock }), suite));

export const inCluster = (settings: Settings, suite: Suite): void =>
	withServers("nats-server")("in a cluster", () => on((clock) => start("cluster", { ...TIME_LIMITS, ...settings, ...clock }), suite));

export const inTwoOfEach = (settings: Settings, suite: Suite): void =>
	withServers(
		"nats-server",
		"redis-server",
		"MongoDB",
	)("in a cluster of two nodes for every service, on MongoDB and Redis", () =>
		on((clock) => TwoOfEach.start({ ...TIME_LIMITS, ...settings, ...clock }), suite),
	);
