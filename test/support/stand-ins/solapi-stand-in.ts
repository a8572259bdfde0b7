import { createHmac } from "node:crypto";
import { createServer, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { json } from "node:stream/consumers";

export interface ReceivedMessage {
	to: string;
	from: string;
	text: string;
}

const MAX_SKEW_MS = 15 * 60_000;

/** SOLAPI as far as we use it: it sends messages with a valid signature, and accepts each salt once. */
export class SolapiStandIn {
	readonly account = { key: "NCS-KEY", secret: "solapi-secret", sender: "0215880000" };
	/** How it handles requests. */
	behavior: "ok" | "silent" | "broken" | "refusing" = "ok";
	readonly messages: ReceivedMessage[] = [];
	readonly rejected: string[] = [];
	#salts = new Set<string>();
	#server: Server;

	private constructor(server: Server) {
		this.#server = server;
	}

	static async start(): Promise<SolapiStandIn> {
		const standIn = new SolapiStandIn(createServer());
		standIn.#server.on("request", async (request, response) => {
			const { message } = (await json(request)) as { message: ReceivedMessage };
			if (request.method !== "POST" || request.url !== "/messages/v4/send") return void response.writeHead(404).end("{}");
			standIn.#answer(message, request.headers.authorization ?? "", response);
		});
		await new Promise<void>((resolve) => standIn.#server.listen(0, "127.0.0.1", resolve));
		return standIn;
	}

	get url(): string {
		return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
	}

	async stop(): Promise<void> {
		this.#server.closeAllConnections();
		await new Promise((resolve) => this.#server.close(resolve));
	}

	#answer(message: ReceivedMessage, authorization: string, response: ServerResponse): void {
		if (this.behavior === "silent") return;
		if (this.behavior === "broken") return void response.writeHead(500).end();
		const fault = this.#faultOf(authorization);
		if (fault) {
			this.rejected.push(fault);
			return void response.writeHead(401).end(JSON.stringify({ errorCode: fault }));
		}
		if (this.behavior === "refusing") return void response.writeHead(400).end(JSON.stringify({ errorCode: "ValidationError" }));
		this.messages.push(message);
		response.writeHead(200).end(JSON.stringify({ statusCode: "2000", to: message.to }));
	}

	#faultOf(authorization: string): string | undefined {
		const { key, secret } = this.account;
		const [, apiKey, date = "", salt = "", signature] =
			/^HMAC-SHA256 apiKey=(\S+), date=(\S+), salt=(\S+), signature=([0-9a-f]{64})$/.exec(authorization) ?? [];
		if (apiKey !== key) return "InvalidApiKey";
		if (Math.abs(Date.parse(date) - Date.now()) > MAX_SKEW_MS) return "RequestTimeTooSkewed";
		if (salt.length < 12 || salt.length > 64 || this.#salts.has(salt)) return "DuplicatedSignature";
		this.#salts.add(salt);
		const expected = createHmac("sha256", secret)
			.update(date + salt)
			.digest("hex");
		return signature === expected ? undefined : "SignatureDoesNotMatch";
	}
}
