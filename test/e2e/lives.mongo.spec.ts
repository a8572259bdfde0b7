import { FOLDERS } from "../../scripts/drill/fleet.ts";
import * as mongo from "../../scripts/servers/mongo.ts";
import * as nats from "../../scripts/servers/nats.ts";
import * as redis from "../../scripts/servers/redis.ts";
import type { RunningServer } from "../../scripts/servers/server.ts";
import { needs } from "../needs.ts";
import { livesSuite } from "./lives.suite.ts";

const servers = { "nats-server": nats, "redis-server": redis, MongoDB: mongo };
const missing = (
	await Promise.all(Object.entries(servers).map(async ([name, server]) => ((await server.available()) ? [] : [name])))
).flat();

needs(missing.length === 0 ? "all" : undefined, missing.join(", "))(
	"in a cluster of two nodes for every service, on MongoDB and Redis",
	() => {
		const running: RunningServer[] = [];

		livesSuite("cluster", {
			args: FOLDERS.flatMap((folder) => ["--scale", `${folder}=2`]),
			async elsewhere() {
				running.push(await mongo.startMongo(), await redis.startRedis());
				return { STORE_URL: `${running[0]!.url}/cortado_{service}`, REDIS_URL: running[1]!.url };
			},
		});

		afterAll(() => Promise.all(running.map((server) => server.stop())));
	},
);
