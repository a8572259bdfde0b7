import { setTimeout as sleep } from "node:timers/promises";
import { Fleet, FOLDERS, type Member } from "../../../scripts/drill/fleet.ts";

/** Services in their own nodes, so that tests can kill them separately. */
const SEPARATE = ["brew", "stock", "store"];
const FRONT = ["gateway", "idempotency", "order"];
const REST = FOLDERS.filter((folder) => ![...SEPARATE, ...FRONT].includes(folder));

const MEMBERS: Member[] = [1, 2].flatMap((copy) => [
	{ name: `front-${copy}`, services: FRONT },
	...SEPARATE.map((service) => ({ name: `${service}-${copy}`, services: [service] })),
	{ name: `rest-${copy}`, services: REST },
]);

/** How long a killed node is down. */
const DOWN_MS = 1_000;

/** Two nodes of each service on MongoDB and Redis. */
export class TwoOfEach {
	readonly fleet: Fleet;

	private constructor(fleet: Fleet) {
		this.fleet = fleet;
	}

	static async start(settings: Record<string, string>): Promise<TwoOfEach> {
		return new TwoOfEach(await Fleet.start({ members: MEMBERS, with: ["redis", "store"], env: settings }));
	}

	get base(): string {
		return this.fleet.addresses[0]!;
	}

	/** Kills NATS as well. MongoDB and Redis keep running. */
	async kill(): Promise<void> {
		await Promise.all([...this.fleet.nodes.map((node) => node.end("SIGKILL")), this.#nats.takeDown()]);
	}

	async start(): Promise<void> {
		await this.#nats.bringBack();
		await Promise.all(this.fleet.nodes.map((node) => node.start()));
	}

	async killOne(service: string): Promise<void> {
		const [node] = this.fleet.running(service);
		await node!.end("SIGKILL");
		await sleep(DOWN_MS);
		await node!.start();
	}

	remove = (): Promise<void> => this.fleet.stop();

	get #nats() {
		return this.fleet.backings.get("nats")!;
	}
}
