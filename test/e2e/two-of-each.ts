import { setTimeout as sleep } from "node:timers/promises";
import { Fleet, FOLDERS, type Member } from "../../scripts/drill/fleet.ts";

/** Each in a node of its own, so that it can be killed alone. */
const ALONE = ["brew", "stock", "store"];
const FRONT = ["gateway", "idempotency", "order"];
const REST = FOLDERS.filter((folder) => ![...ALONE, ...FRONT].includes(folder));

const MEMBERS: Member[] = [1, 2].flatMap((copy) => [
	{ name: `front-${copy}`, services: FRONT },
	...ALONE.map((service) => ({ name: `${service}-${copy}`, services: [service] })),
	{ name: `rest-${copy}`, services: REST },
]);

/** So long the other one is alone. */
const DEAD_FOR = 1_000;

/** Two nodes of every service, and documents in MongoDB. */
export class TwoOfEach {
	#fleet: Fleet;

	private constructor(fleet: Fleet) {
		this.#fleet = fleet;
	}

	static async start(settings: Record<string, string>): Promise<TwoOfEach> {
		return new TwoOfEach(await Fleet.start({ members: MEMBERS, with: ["redis", "store"], env: settings }));
	}

	get base(): string {
		return this.#fleet.addresses[0]!;
	}

	/** The bus as well: MongoDB and Redis are what stays. */
	async kill(): Promise<void> {
		await Promise.all([...this.#fleet.nodes.map((node) => node.end("SIGKILL")), this.#nats.takeDown()]);
	}

	async start(): Promise<void> {
		await this.#nats.bringBack();
		await Promise.all(this.#fleet.nodes.map((node) => node.start()));
	}

	async killOne(service: string): Promise<void> {
		const [node] = this.#fleet.running(service);
		await node!.end("SIGKILL");
		await sleep(DEAD_FOR);
		await node!.start();
	}

	remove = (): Promise<void> => this.#fleet.stop();

	get #nats() {
		return this.#fleet.backings.get("nats")!;
	}
}
