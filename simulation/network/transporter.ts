import { type ServiceBroker, Transporters } from "moleculer";
import type { Network } from "./network.ts";

/** What Moleculer's type definitions omit. */
interface Base {
	broker: ServiceBroker;
	connected: boolean;
	onConnected(wasReconnect?: boolean): Promise<void>;
	getTopicName(command: string, nodeId?: string): string;
	receive(command: string, data: Buffer): void;
}

/** Connects a broker to the simulated network. Discovery, heartbeats, time limits and retries stay Moleculer's own. */
export class SimulatedTransporter extends (Transporters.Base as unknown as new () => Base) {
	#network: Network;

	constructor(network: Network) {
		super();
		this.#network = network;
	}

	connect(): Promise<void> {
		return this.onConnected();
	}

	async disconnect(): Promise<void> {
		this.connected = false;
	}

	async subscribe(command: string, nodeId?: string): Promise<void> {
		this.#network.subscribe(this.getTopicName(command, nodeId), (data) => this.receive(command, data));
	}

	async send(topic: string, data: Buffer): Promise<void> {
		this.#network.send(topic, data);
	}
}
