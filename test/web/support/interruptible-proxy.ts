import { type AddressInfo, connect, createServer, type Server, type Socket } from "node:net";

/** A TCP proxy between a browser and the gateway. While interrupted, it closes all connections and accepts no new ones. */
export class InterruptibleProxy {
	readonly #server: Server;
	readonly #sockets = new Set<Socket>();
	#isInterrupted = false;
	/** Everything that clients have sent, as text. */
	received = "";

	private constructor(target: string) {
		const { hostname, port } = new URL(target);
		this.#server = createServer((client) => this.#connect(client, connect(Number(port), hostname)));
	}

	static async to(target: string): Promise<InterruptibleProxy> {
		const proxy = new InterruptibleProxy(target);
		await new Promise<void>((resolve) => void proxy.#server.listen(0, "127.0.0.1", resolve));
		return proxy;
	}

	get base(): string {
		return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
	}

	interrupt(): void {
		this.#isInterrupted = true;
		for (const socket of this.#sockets) socket.destroy();
	}

	restore(): void {
		this.#isInterrupted = false;
	}

	async close(): Promise<void> {
		this.interrupt();
		await new Promise((resolve) => this.#server.close(resolve));
	}

	#connect(client: Socket, gateway: Socket): void {
		for (const [socket, other] of [
			[client, gateway],
			[gateway, client],
		] as const) {
			this.#sockets.add(socket);
			socket.once("close", () => {
				this.#sockets.delete(socket);
				other.destroy();
			});
			socket.on("error", () => socket.destroy());
		}
		if (this.#isInterrupted) return void client.destroy();
		client.on("data", (chunk) => (this.received += chunk));
		client.pipe(gateway).pipe(client);
	}
}
