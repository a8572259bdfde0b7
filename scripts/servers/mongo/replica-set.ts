import { join } from "node:path";
import type { Document } from "mongodb";
import type { RunningServer } from "../server.ts";
import { command, findPrimary, initiate, SET, type SetOptions, startMember } from "./mongod.ts";

/** One mongod of a replica set. */
export interface Member {
	port: number;
	/** Ends it by SIGKILL. Its data remain. */
	kill(): Promise<void>;
	/** Starts it again on its data, after `kill`. */
	start(): Promise<void>;
	/** Sends an administrative command to it. */
	command(command: Document): Promise<Document>;
}

/** Several mongod on this machine that replicate each other. The ports must stay free while a member is down. */
export class ReplicaSet {
	readonly members: Member[];
	#ports: number[];
	#servers: Map<number, RunningServer>;

	private constructor(ports: number[], dir: string, servers: Map<number, RunningServer>) {
		this.#ports = ports;
		this.#servers = servers;
		this.members = ports.map((port) => ({
			port,
			kill: () => servers.get(port)!.kill(),
			start: async () => void servers.set(port, await startMember({ port, dir: join(dir, String(port)) })),
			command: (sent) => command(port, sent),
		}));
	}

	static async start(ports: number[], dir: string, options?: SetOptions): Promise<ReplicaSet> {
		const set = new ReplicaSet(ports, dir, new Map());
		try {
			await Promise.all(set.members.map((member) => member.start()));
			await initiate(ports, options);
			return set;
		} catch (error) {
			await set.stop();
			throw error;
		}
	}

	/** The URL of a database. */
	url(database: string): string {
		return `mongodb://${this.#ports.map((port) => `127.0.0.1:${port}`)}/${database}?replicaSet=${SET}`;
	}

	/** The member that accepts writes, if there is one. */
	async primary(): Promise<Member | undefined> {
		const port = await findPrimary(this.#ports);
		return this.members.find((member) => member.port === port);
	}

	async stop(): Promise<void> {
		await Promise.all([...this.#servers.values()].map((server) => server.kill()));
	}
}
