import { type BrokerOptions, type Middleware, ServiceBroker, type ServiceSchema } from "moleculer";
import { busMiddleware } from "../../lib/broker/bus-middleware.ts";
import { JetStreamBus } from "../../lib/messaging/jetstream/jetstream-bus.ts";
import { brokerOptions } from "../../moleculer.config.ts";
import type { Provider } from "../../services/payment/providers/provider.ts";
import { BusLine } from "../bus/bus-line.ts";
import { connectTo } from "../bus/client.ts";
import { type Owner, owner } from "../clock/scheduler.ts";
import { UnreliableProvider } from "../faults/provider.ts";
import { SimulatedTransporter } from "../network/transporter.ts";
import { SimulatedAdapter } from "../storage/simulated-adapter.ts";
import type { System } from "./system.ts";

/** One process of the product, with the services of some folders. */
export class SimulatedNode {
	readonly name: string;
	readonly folders: readonly string[];
	/** Of the probe. */
	version = 1;
	process: Owner;
	broker: ServiceBroker | undefined;
	isUp = false;
	#system: System;
	#line: BusLine | undefined;

	constructor(system: System, name: string, folders: readonly string[]) {
		this.#system = system;
		this.name = name;
		this.folders = folders;
		this.process = { ...owner(name), isAlive: false };
	}

	/** Starts a new process. Resolves when it is up; never, if it dies before. */
	start(): Promise<void> {
		if (this.process.isAlive) return Promise.resolve();
		const { clockOffset } = this.process;
		this.process = Object.assign(owner(this.name), { clockOffset });
		const { scheduler } = this.#system;
		scheduler.touch();
		return new Promise((resolve, reject) => {
			scheduler.schedule(
				0,
				() => {
					scheduler.trace.note("starts");
					this.#open().then(() => {
						this.isUp = true;
						scheduler.trace.note("is up");
						resolve();
					}, reject);
				},
				this.process,
			);
		});
	}

	/** Ends the process between two steps. What it has sent may still arrive. */
	kill(): void {
		if (!this.process.isAlive) return;
		this.#system.scheduler.trace.note(`${this.name} dies`);
		this.isUp = false;
		this.process.isAlive = false;
		this.#system.network.forget(this.process);
		if (this.#line) this.#system.lines.delete(this.#line);
	}

	/** Stops as on SIGTERM. Resolves when the process has ended. */
	stop(): Promise<void> {
		const { scheduler } = this.#system;
		const { process } = this;
		if (!this.isUp) return Promise.resolve();
		this.isUp = false;
		scheduler.touch();
		return new Promise((resolve, reject) => {
			scheduler.schedule(
				0,
				() => {
					scheduler.trace.note("stops");
					this.broker!.stop().then(() => {
						if (this.process === process) this.kill();
						resolve();
					}, reject);
				},
				process,
			);
		});
	}

	async #open(): Promise<void> {
		this.broker = new ServiceBroker(this.#options());
		// Sent with every heartbeat; measuring it takes several steps.
		this.broker.getCpuUsage = async () => ({ avg: 0, usages: [] });
		for (const schema of this.#system.schemasOf(this.folders, this.version)) this.broker.createService(this.#onSimulatedStorage(schema));
		await this.broker.start();
		this.#system.whenUp(this);
	}

	#options(): BrokerOptions {
		const { conditions, network, scheduler, server } = this.#system;
		const open = () => {
			this.#line = new BusLine(scheduler, conditions);
			this.#system.lines.add(this.#line);
			return this.#line;
		};
		const bus = busMiddleware(
			({ logger, nodeID }) =>
				new JetStreamBus({
					connection: { name: nodeID },
					connect: connectTo(server, open),
					stream: "events",
					warn: (text) => logger.warn(text),
				}),
		);
		const options = brokerOptions();
		// A node without services has nothing to publish.
		const replacement = this.folders.length === 0 ? [] : [bus];
		const middlewares = (options.middlewares as (string | Middleware)[]).flatMap((middleware) =>
			typeof middleware === "object" && middleware.name === "Bus" ? replacement : [middleware],
		);
		return {
			...options,
			nodeID: this.name,
			transporter: new SimulatedTransporter(network) as never,
			middlewares: middlewares as NonNullable<BrokerOptions["middlewares"]>,
			skipProcessEventRegistration: true,
		};
	}

	#onSimulatedStorage(schema: ServiceSchema): ServiceSchema {
		const { name } = schema;
		const { conditions, provider: random } = this.#system;
		const url = this.#system.storageOf(name);
		const onDisk = {
			name,
			mixins: [schema],
			merged(merged: { adapter?: unknown; afterConnected?: () => Promise<void> }) {
				if (merged.adapter) merged.adapter = new SimulatedAdapter(url);
				const { afterConnected } = merged;
				merged.afterConnected = async function (this: { provider?: Provider }) {
					await afterConnected?.call(this);
					if (this.provider) this.provider = new UnreliableProvider(this.provider, conditions, random);
				};
			},
		};
		return onDisk as ServiceSchema;
	}
}
