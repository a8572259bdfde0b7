import { type ClientRequest, get, type IncomingMessage } from "node:http";
import { eventually } from "./eventually.ts";
import { bearer, type Signed } from "./nodes/gateway-server.ts";

export interface ReceivedEvent {
	id?: string;
	event?: string;
	// biome-ignore lint/suspicious/noExplicitAny: any JSON value
	data?: any;
}

const parse = (block: string): ReceivedEvent => {
	const fields = Object.fromEntries(block.split("\n").map((line) => [line.slice(0, line.indexOf(":")), line.slice(line.indexOf(":") + 2)]));
	return { ...fields, ...(fields.data === undefined ? undefined : { data: JSON.parse(fields.data) }) };
};

/** A client of an event stream. */
export class StreamReader {
	readonly received: ReceivedEvent[] = [];
	readonly answer: IncomingMessage;
	heartbeats = 0;
	hasEnded = false;
	#request: ClientRequest;

	private constructor(request: ClientRequest, answer: IncomingMessage) {
		this.#request = request;
		this.answer = answer;
		let rest = "";
		answer.setEncoding("utf8").on("data", (text: string) => {
			const blocks = (rest + text).split("\n\n");
			rest = blocks.pop()!;
			for (const block of blocks) this.#receive(block);
		});
		answer.on("close", () => (this.hasEnded = true)).on("error", () => undefined);
	}

	static async open(port: number, path: string, as: Signed, headers: Record<string, string> = {}): Promise<StreamReader> {
		const authorization = await bearer(as);
		return new Promise((resolve, reject) => {
			const request = get({ port, path, headers: { authorization, ...headers }, agent: false }, (answer) =>
				resolve(new StreamReader(request, answer)),
			);
			request.on("error", reject);
		});
	}

	get types(): (string | undefined)[] {
		return this.received.map(({ event }) => event);
	}

	until(event: string): Promise<ReceivedEvent> {
		return eventually(() => {
			const found = this.received.find((received) => received.event === event);
			if (!found) throw new Error(`${event} is not among ${this.types.join(", ")}`);
			return found;
		});
	}

	untilEnd(): Promise<void> {
		return eventually(() => expect(this.hasEnded).toBe(true));
	}

	close(): void {
		this.#request.destroy();
	}

	#receive(block: string): void {
		if (block.startsWith(":")) this.heartbeats++;
		else this.received.push(parse(block));
	}
}
