import { createServer, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

const ROAD = { address_name: "서울 강남구 테헤란로 152", x: "127.036508620542", y: "37.5000242405515" };
const STATION = {
	place_name: "강남역",
	address_name: "서울 강남구 역삼동 858",
	road_address_name: "서울 강남구 강남대로 396",
	x: "127.028",
	y: "37.498",
};

/** Kakao's Local API as far as we use it: it knows one address and one station. */
export class KakaoStandIn {
	readonly key = "kakao-rest-key";
	/** How it handles requests. */
	behavior: "ok" | "silent" | "broken" | "garbage" = "ok";
	/** Queries received, with their kind. */
	queries: string[] = [];
	#server: Server;

	private constructor(server: Server) {
		this.#server = server;
	}

	static async start(): Promise<KakaoStandIn> {
		const standIn = new KakaoStandIn(createServer());
		standIn.#server.on("request", ({ headers, url }, response) => standIn.#answer(url!, headers.authorization, response));
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

	#answer(path: string, authorization: string | undefined, response: ServerResponse): void {
		const { pathname, searchParams } = new URL(path, this.url);
		const query = searchParams.get("query")!;
		this.queries.push(`${pathname.split("/").pop()} ${query}`);
		if (this.behavior === "silent") return;
		if (this.behavior === "broken") return void response.writeHead(500).end();
		if (this.behavior === "garbage") return void response.end("<html>");
		if (authorization !== `KakaoAK ${this.key}`)
			return void response.writeHead(401).end(JSON.stringify({ errorType: "AccessDeniedError" }));
		const known: Record<string, object> = pathname.endsWith("/address.json") ? { "강남구 테헤란로 152": ROAD } : { 강남역: STATION };
		const document = known[query];
		response.end(JSON.stringify({ meta: { total_count: document ? 1 : 0 }, documents: document ? [document] : [] }));
	}
}
