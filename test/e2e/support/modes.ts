import type { Fleet } from "../../../scripts/drill/fleet.ts";
import { available as mongoAvailable } from "../../../scripts/servers/mongo.ts";
import { available as natsAvailable } from "../../../scripts/servers/nats.ts";
import { available as redisAvailable } from "../../../scripts/servers/redis.ts";
import { needs } from "../../support/needs.ts";
import { Clock } from "./clock.ts";
import { System } from "./system.ts";
import { TwoOfEach } from "./two-of-each.ts";

/** A running system, independent of its mode. */
export interface Running {
	base: string;
	clock: Clock;
	/** Kills all processes (SIGKILL). Stored data remains. */
	kill(): Promise<void>;
	/** Starts again on the stored data. */
	start(): Promise<unknown>;
	/** Kills one node that runs the service. Resolves when it is ready again. */
	killOne(service: string): Promise<void>;
	remove(): Promise<void>;
	/** Only in a fleet. */
	fleet?: Fleet;
}

/** Every time limit of an order in these systems. Tests reach it only by moving the clock. */
export const TIME_LIMIT_SECONDS = 600;
const SETTINGS = {
	PAYMENT_EXPIRY_SECONDS: String(TIME_LIMIT_SECONDS),
	STORE_ANSWER_SECONDS: String(TIME_LIMIT_SECONDS),
	COLLECT_SECONDS: String(TIME_LIMIT_SECONDS),
	RIDER_ANSWER_SECONDS: String(TIME_LIMIT_SECONDS),
	/** Suites place more orders at once than the default limit admits. */
	MAX_BACKLOG: "100000",
};

export type Suite = (system: () => Running) => void;

type Start = (env: Record<string, string>) => Promise<Omit<Running, "clock">>;

const SERVERS = { "nats-server": await natsAvailable(), "redis-server": await redisAvailable(), MongoDB: await mongoAvailable() };

interface Mode {
	servers: (keyof typeof SERVERS)[];
	start: Start;
}

const command =
	(mode: "one" | "cluster"): Start =>
	async (env) =>
		(await System.prepare(mode, env)).start();

const MODES = {
	/** `npm start` on SQLite. */
	"one process": { servers: [], start: command("one") },
	/** `npm run cluster`: a process and a SQLite file per service. */
	cluster: { servers: ["nats-server"], start: command("cluster") },
	/** Two nodes of each service on MongoDB and Redis. */
	"two of each": { servers: ["nats-server", "redis-server", "MongoDB"], start: (env) => TwoOfEach.start(env) },
} satisfies Record<string, Mode>;

export type ModeName = keyof typeof MODES;

const withServers = (names: Mode["servers"]): jest.Describe => {
	const missing = names.filter((name) => !SERVERS[name]);
	return needs(missing.length === 0 ? "all" : undefined, missing.join(", "));
};

/** Runs the suites one after another on one system. */
export const inMode = (name: ModeName, suites: Record<string, Suite>): void => {
	const { servers, start }: Mode = MODES[name];
	let clock: Clock;
	let system: Running;

	withServers(servers)(name, () => {
		beforeAll(async () => {
			clock = await Clock.create();
			system = Object.assign(await start({ ...SETTINGS, ...clock.env }), { clock });
		});

		afterAll(async () => {
			await system?.remove();
			await clock.remove();
		});

		for (const [title, suite] of Object.entries(suites)) describe(title, () => suite(() => system));
	});
};
