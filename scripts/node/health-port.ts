import { once } from "node:events";
import { createServer, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import type { ServiceBroker } from "moleculer";
import { PROBES } from "../../lib/broker/probes.ts";
import { httpAddress } from "./welcome.ts";

/** A listener of the node itself, there before its services start and until they have stopped. */
export interface HealthPort {
	url: string;
	close(): Promise<void>;
}

const answerFor =
	(broker: ServiceBroker): RequestListener =>
	async ({ method, url = "" }, response) => {
		if (method !== "GET" && method !== "HEAD") return response.writeHead(405, { Allow: "GET, HEAD" }).end();
		const answer = await PROBES[url.split("?", 1)[0]!]?.(broker);
		if (!answer) return response.writeHead(404).end();
		const { body, status, type } = answer;
		response.writeHead(status, { "Content-Type": type, "Content-Length": Buffer.byteLength(body) });
		return response.end(method === "HEAD" ? undefined : body);
	};

/** Health and metrics of a node that may have no gateway. */
export async function openHealthPort(broker: ServiceBroker, host: string, port: number): Promise<HealthPort> {
	const server = createServer(answerFor(broker)).listen(port, host);
	await once(server, "listening");
	const close = async () => {
		server.close();
		server.closeAllConnections();
	};
	const url = httpAddress(host, (server.address() as AddressInfo).port);
	broker.logger.info(`Health and metrics on ${url}`);
	return { url, close };
}
