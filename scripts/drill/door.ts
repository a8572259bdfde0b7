import { once } from "node:events";
import { connect, createServer, type Server, type Socket } from "node:net";

/** A door in front of a server that keeps everything in memory: shut, the server is as good as killed, and yet forgets nothing. */
export class Door {
	readonly port: number;
	#to: number;
	#server: Server | undefined;
	#open = new Set<Socket>();

	/** Leads from one port to another. */
	constructor(port: number, to: number) {
		this.port = port;
		this.#to = to;
	}

	async unlock(): Promise<void> {
		this.#server = createServer((outside) => this.#lead(outside)).listen(this.port, "127.0.0.1");
		await once(this.#server, "listening");
	}

	/** Cuts every connection; new ones are refused. */
	shut(): void {
		this.#server?.close();
		for (const socket of this.#open) socket.destroy();
	}

	#lead(outside: Socket): void {
		const inside = connect(this.#to, "127.0.0.1");
		for (const socket of [outside, inside]) {
			this.#open.add(socket);
			socket.setNoDelay();
			// Whoever is cut off notices by itself.
			socket.on("error", () => undefined);
			socket.once("close", () => {
				this.#open.delete(socket);
				outside.destroy();
				inside.destroy();
			});
		}
		outside.pipe(inside).pipe(outside);
	}
}
