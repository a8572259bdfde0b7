import { once } from "node:events";
import { connect, createServer, type Server, type Socket } from "node:net";

/** A TCP proxy in front of an in-memory server. Closing it looks like a crash to clients, but the server keeps its data. */
export class TcpProxy {
	readonly port: number;
	#targetPort: number;
	#server: Server | undefined;
	#sockets = new Set<Socket>();

	constructor(port: number, targetPort: number) {
		this.port = port;
		this.#targetPort = targetPort;
	}

	async open(): Promise<void> {
		this.#server = createServer((client) => this.#forward(client)).listen(this.port, "127.0.0.1");
		await once(this.#server, "listening");
	}

	/** Cuts all connections and refuses new ones. */
	close(): void {
		this.#server?.close();
		for (const socket of this.#sockets) socket.destroy();
	}

	#forward(client: Socket): void {
		const target = connect(this.#targetPort, "127.0.0.1");
		for (const socket of [client, target]) {
			this.#sockets.add(socket);
			socket.setNoDelay();
			socket.on("error", () => undefined); // both sides notice a cut connection themselves
			socket.once("close", () => {
				this.#sockets.delete(socket);
				client.destroy();
				target.destroy();
			});
		}
		client.pipe(target).pipe(client);
	}
}
