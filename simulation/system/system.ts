import { globSync } from "node:fs";
import { join } from "node:path";
import type { ServiceSchema } from "moleculer";
import type { BusLine } from "../bus/bus-line.ts";
import { Server } from "../bus/server.ts";
import { Random } from "../clock/random.ts";
import { Scheduler, WORLD } from "../clock/scheduler.ts";
import { Trace } from "../clock/trace.ts";
import { simulateTime } from "../clock/virtual-time.ts";
import { Conditions } from "../faults/conditions.ts";
import { Network } from "../network/network.ts";
import { Disk } from "../storage/disk.ts";
import { mountDisk, unmountDisk } from "../storage/simulated-adapter.ts";
import { StorageWay } from "../storage/storage-way.ts";
import { SimulatedNode } from "./node.ts";
import { PROBE, probe } from "./probe.ts";

const ROOT = join(import.meta.dirname, "../..");

/** Webhooks would call servers outside of the simulation; the gateway is replaced by callers on nodes without services. */
const LEFT_OUT = ["gateway", "idempotency", "webhook"];

export interface Loaded {
	folder: string;
	schema: ServiceSchema;
}

let loaded: Promise<Loaded[]> | undefined;
/** Before the simulation: loading takes real time and draws random numbers. */
export const loadServices = (): Promise<Loaded[]> => {
	loaded ??= Promise.all(
		globSync("services/*/*.service.ts", { cwd: ROOT })
			.sort()
			.map(async (path) => ({
				folder: path.split("/")[1]!,
				schema: ((await import(join(ROOT, path))) as { default: ServiceSchema }).default,
			})),
	).then((all) => all.filter(({ folder, schema }) => !LEFT_OUT.includes(folder) && !LEFT_OUT.includes(schema.name)));
	return loaded;
};

let systems = 0;

/** A whole installation: nodes, storage, message server and network, in one process and on a virtual clock. */
export class System {
	readonly trace: Trace;
	readonly scheduler: Scheduler;
	readonly conditions: Conditions;
	readonly network: Network;
	readonly server: Server;
	readonly way: StorageWay;
	/** Chance for the payment provider. */
	readonly provider: Random;
	readonly disks = new Map<string, Disk>();
	readonly lines = new Set<BusLine>();
	readonly nodes: SimulatedNode[] = [];
	#services: readonly Loaded[];
	#name = ++systems;

	constructor(services: readonly Loaded[], seed: number, isRecording: boolean) {
		this.#services = services;
		this.trace = new Trace(isRecording);
		this.scheduler = new Scheduler(this.trace);
		simulateTime(this.scheduler, new Random(seed, "product"));
		this.conditions = new Conditions(new Random(seed, "conditions"));
		this.network = new Network(this.scheduler, this.conditions);
		this.way = new StorageWay(this.scheduler, this.conditions, new Random(seed, "storage"));
		this.provider = new Random(seed, "provider");
		const bus = new Random(seed, "bus");
		this.server = new Server({
			now: () => this.scheduler.now,
			at: (delay, run) => void this.scheduler.schedule(delay, run, WORLD, "fixed"),
			after: (delay, run) => void this.scheduler.schedule(delay, run, WORLD),
			below: (limit) => bus.below(limit),
			mishap: () => this.conditions.mishap(),
			trace: this.trace,
			touch: () => this.scheduler.touch(),
		});
	}

	get folders(): string[] {
		return [...new Set(this.#services.map(({ folder }) => folder))];
	}

	schemasOf(folders: readonly string[], version: number): ServiceSchema[] {
		const services = this.#services.filter(({ folder }) => folders.includes(folder)).map(({ schema }) => schema);
		return folders.includes(PROBE) ? [...services, probe(version)] : services;
	}

	/** The URL of a service's storage. */
	storageOf(service: string): string {
		const url = this.#urlOf(service);
		if (!this.disks.has(service)) {
			const disk = new Disk(service);
			this.disks.set(service, disk);
			mountDisk(url, disk, this.way);
		}
		return url;
	}

	#urlOf(service: string): string {
		return `simulated:${this.#name}/${service}`;
	}

	addNode(name: string, folders: readonly string[]): SimulatedNode {
		const node = new SimulatedNode(this, name, folders);
		this.nodes.push(node);
		return node;
	}

	/** Called by each node when it has started. */
	whenUp(_node: SimulatedNode): void {}

	/** Whether something is under way that would not wait. */
	get isBusy(): boolean {
		return this.conditions.isBlocking || this.server.isBusy || this.#hasWork();
	}

	#hasWork(): boolean {
		for (const { collections } of this.disks.values())
			for (const collection of collections.values()) if (collection.hasWork(Date.now())) return true;
		return false;
	}

	/** Ends all nodes as on SIGTERM, and lets go of the storage. */
	async close(): Promise<void> {
		await this.scheduler.run(Promise.all(this.nodes.map((node) => node.stop())));
		for (const service of this.disks.keys()) unmountDisk(this.#urlOf(service));
	}

	/** Lets connections to the message server notice that the conditions have changed. */
	updateLines(): void {
		for (const line of this.lines) line.update();
	}
}
