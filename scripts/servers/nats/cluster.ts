import { join } from "node:path";
import { startNats } from "../nats.ts";
import type { RunningServer } from "../server.ts";

/** One nats-server of a cluster. */
export interface NatsMember {
	name: string;
	url: string;
	/** Holds its streams. */
	dir: string;
	/** Ends it by SIGKILL. Its files remain. */
	kill(): Promise<void>;
	/** Starts it again on its files, after `kill`. */
	start(): Promise<void>;
}

/** Several nats-server on this machine that replicate each other's streams. The ports must stay free while a member is down. */
export class NatsCluster {
	readonly members: NatsMember[];
	#servers: Map<string, RunningServer>;

	private constructor(members: NatsMember[], servers: Map<string, RunningServer>) {
		this.members = members;
		this.#servers = servers;
	}

	/** Each member needs a port for its clients and one for the other members. */
	static async start(ports: [client: number, route: number][], dir: string): Promise<NatsCluster> {
		const servers = new Map<string, RunningServer>();
		const routes = ports.map(([, route]) => `nats://127.0.0.1:${route}`);
		const members = ports.map(([port], index) => {
			const name = `nats-${index + 1}`;
			const place = { port, dir: join(dir, name) };
			const cluster = ["--server_name", name, "--cluster_name", "cortado", "--cluster", routes[index]!, "--routes", routes.join()];
			return {
				name,
				url: `nats://127.0.0.1:${port}`,
				dir: place.dir,
				kill: () => servers.get(name)!.kill(),
				start: async () => void servers.set(name, await startNats(place, cluster)),
			};
		});
		const cluster = new NatsCluster(members, servers);
		try {
			await Promise.all(members.map((member) => member.start()));
			return cluster;
		} catch (error) {
			await cluster.stop();
			throw error;
		}
	}

	/** For `NATS_URL`. */
	get url(): string {
		return this.members.map(({ url }) => url).join();
	}

	member(name: string): NatsMember {
		return this.members.find((member) => member.name === name)!;
	}

	async stop(): Promise<void> {
		await Promise.all([...this.#servers.values()].map((server) => server.kill()));
	}
}
