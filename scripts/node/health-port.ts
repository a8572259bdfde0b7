import { once } from "node:events";
import { createServer, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import type { ServiceBroker } from "moleculer";
import { PROBES } from "../../lib/broker/probes.ts";
import { httpAddress } from "./welcome.ts";

/** Listens from before the node's services start until they have stopped. */
export interface HealthPort {
	url: string;
	close(): Promise<void>;
}

const handlerFor =
	(broker: ServiceBroker): RequestListener =>
	async ({ method, url = "" }, response) => {
		if (method !== "GET" && method !== "HEAD") return response.writeHead(405, { Allow: "GET, HEAD" }).end();
		const answer = await PROBES[url.split("?", 1)[0]!]?.(broker);
		if (!answer) return response.writeHead(404).end();
		const { body, status, type } = answer;
		response.writeHead(status, { "Content-Type": type, "Content-Length": Buffer.byteLength(body) });
		return response.end(method === "HEAD" ? undefined : body);
	};

/** Serves health and metrics on nodes without a gateway. */
export async function openHealthPort(broker: ServiceBroker, host: string, port: number): Promise<HealthPort> {
	const server = createServer(handlerFor(broker)).listen(port, host);
	await once(server, "listening");
	const close = async () => {
		server.close();
		server.closeAllConnections();
	};
	const url = httpAddress(host, (server.address() as AddressInfo).port);
	broker.logger.info(`Health and metrics on ${url}`);
	return { url, close };
}
