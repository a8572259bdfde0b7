import { rm } from "node:fs/promises";
import { basename, dirname } from "node:path";
import { plan, READS, readScale } from "../cluster/plan.ts";
import { serviceFiles } from "../node/starting.ts";
import { scratchDir } from "../servers/server.ts";
import { BACKINGS, type Backing, type BackingName } from "./backing.ts";
import { steadyPort } from "./ports.ts";
import { type NodePlan, NodeProcess } from "./process.ts";

export interface Member extends Pick<NodePlan, "name" | "services" | "root"> {
	/** With a gateway: the services whose reads it answers itself. All that it can, unless given. */
	reads?: string[];
}

/** Gateway and order share a process, so that orders can be placed while NATS is down. */
const FRONT = ["gateway", "idempotency", "order"];
export const FOLDERS = [...new Set(serviceFiles([]).map((file) => basename(dirname(file))))];

/** `copies` processes for each service. */
export const each = (copies: number): Member[] => {
	const scaled = FOLDERS.map((folder) => `${folder}=${copies}`);
	const members = plan(FOLDERS, readScale(copies > 1 ? scaled : [], FOLDERS), 0);
	const alone = members.filter(({ services }) => services.length > 1 || !FRONT.includes(services[0]!));
	return [...alone, ...Array.from({ length: copies - 1 }, (_, index) => ({ name: `front-${index + 2}`, services: FRONT }))];
};

/** Two nodes of each service in few processes, so that tests can kill each of them. */
export const PAIRS: Member[] = [1, 2].flatMap((copy) => [
	{ name: `front-${copy}`, services: FRONT },
	{ name: `makers-${copy}`, services: ["brew", "stock", "store"] },
	{ name: `rest-${copy}`, services: FOLDERS.filter((folder) => ![...FRONT, "brew", "stock", "store"].includes(folder)) },
]);

export interface FleetOptions {
	members: Member[];
	/** Servers besides NATS, or three NATS servers instead of one. Without `store` and `replicas`, each service has its own SQLite file. */
	with?: Exclude<BackingName, "nats">[];
	env?: NodeJS.ProcessEnv;
}

/** A complete system of processes on this machine, including its servers. Drills can stop each of them. */
export class Fleet {
	readonly backings = new Map<BackingName, Backing>();
	readonly nodes: NodeProcess[] = [];
	/** Holds the data of all nodes and servers. */
	readonly dir: string;
	#env: NodeJS.ProcessEnv = {};

	private constructor(dir: string) {
		this.dir = dir;
	}

	static async start({ env, members, with: servers = [] }: FleetOptions): Promise<Fleet> {
		const fleet = new Fleet(await scratchDir("drill"));
		try {
			const all: BackingName[] = servers.includes("natsCluster") ? servers : ["nats", ...servers];
			for (const name of all) fleet.backings.set(name, await BACKINGS[name](fleet.dir));
			fleet.#env = { ...fleet.#environment(), ...env };
			await Promise.all(members.map((member) => fleet.add(member)));
			return fleet;
		} catch (error) {
			await fleet.stop();
			throw error;
		}
	}

	get addresses(): string[] {
		return this.nodes.flatMap(({ address }) => address ?? []);
	}

	get cpuMs(): number {
		return this.nodes.reduce((sum, { cpuMs }) => sum + cpuMs, 0);
	}

	async add(member: Member, env: NodeJS.ProcessEnv = {}): Promise<NodeProcess> {
		const node = new NodeProcess({
			...member,
			healthPort: await steadyPort(),
			...(member.services.includes("gateway") ? { port: await steadyPort() } : undefined),
			env: { ...this.#env, ...(member.services.includes("gateway") ? { READS: (member.reads ?? READS).join(",") } : undefined), ...env },
		});
		this.nodes.push(node);
		await node.start();
		return node;
	}

	/** The nodes that run a service. */
	running(service: string): NodeProcess[] {
		return this.nodes.filter(({ plan }) => plan.services.includes(service));
	}

	async stop(): Promise<void> {
		await Promise.all(this.nodes.map((node) => node.end("SIGKILL")));
		await Promise.all([...this.backings.values()].map((backing) => backing.stop()));
		await rm(this.dir, { recursive: true, force: true });
	}

	#environment(): NodeJS.ProcessEnv {
		const url = (name: BackingName) => this.backings.get(name)?.url;
		const [redis, store] = [url("redis"), url("store") ?? url("replicas")];
		return {
			NATS_URL: url("nats") ?? url("natsCluster"),
			...(this.backings.has("natsCluster") ? { NATS_REPLICAS: "3" } : undefined),
			...(redis ? { REDIS_URL: redis } : undefined),
			STORE_URL: store ?? `sqlite:${this.dir}/{service}.db`,
			LOG_LEVEL: "warn",
			RATE_LIMIT_PER_SECOND: "100000",
			OPEN_ORDERS: "100000",
			RATE_LIMIT_SESSIONS_PER_MINUTE: "10000",
		};
	}
}
