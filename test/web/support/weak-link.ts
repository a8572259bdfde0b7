import { type AddressInfo, connect, createServer, type Server, type Socket } from "node:net";

/** Stands between a browser and the gateway, and can be cut: everything that goes through breaks off, and nothing new comes through. */
export class WeakLink {
	readonly #server: Server;
	readonly #open = new Set<Socket>();
	#isCut = false;
	/** What clients have sent, as text. */
	received = "";

	private constructor(target: string) {
		const { hostname, port } = new URL(target);
		this.#server = createServer((client) => this.#pass(client, connect(Number(port), hostname)));
	}

	static async to(target: string): Promise<WeakLink> {
		const link = new WeakLink(target);
		await new Promise<void>((resolve) => void link.#server.listen(0, "127.0.0.1", resolve));
		return link;
	}

	get base(): string {
		return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
	}

	cut(): void {
		this.#isCut = true;
		for (const socket of this.#open) socket.destroy();
	}

	mend(): void {
		this.#isCut = false;
	}

	async close(): Promise<void> {
		this.cut();
		await new Promise((resolve) => this.#server.close(resolve));
	}

	#pass(client: Socket, gateway: Socket): void {
		for (const [socket, other] of [
			[client, gateway],
			[gateway, client],
		] as const) {
			this.#open.add(socket);
			socket.once("close", () => {
				this.#open.delete(socket);
				other.destroy();
			});
			socket.on("error", () => socket.destroy());
		}
		if (this.#isCut) return void client.destroy();
		client.on("data", (piece) => (this.received += piece));
		client.pipe(gateway).pipe(client);
	}
}
