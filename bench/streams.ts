import { mkdtempSync, rmSync } from "node:fs";
import { Agent, type ClientRequest, get } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { parseArgs } from "node:util";
import { signToken } from "../lib/auth/tokens.ts";
import { Client, quantile } from "./client.ts";
import { type Served, serve } from "./process.ts";

const { values } = parseArgs({
	options: {
		clients: { type: "string", default: "1000" },
		orders: { type: "string", default: "200" },
		pause: { type: "string", default: "20" },
	},
});
const clients = Number(values.clients);
const orders = Number(values.orders);
const pauseMs = Number(values.pause);

const tokenOf = (accountId: string, role: "customer" | "staff", storeId?: string) =>
	signToken({ sub: accountId, roles: [role], jti: `ses_${accountId}`, storeId }, Date.now() + 3_600_000);
const customers = await Promise.all(Array.from({ length: clients }, (_, index) => tokenOf(`acc_stream${index}`, "customer")));
const staff = await tokenOf("acc_stream_staff", "staff", "gangnam");

/** When staff accepted each order. */
const acceptedAt = new Map<string, number>();
/** From the acceptance to its event on the customer's stream. */
const latencies: number[] = [];
const recordLatency = (orderId: string, at: number): void => {
	const startedAt = acceptedAt.get(orderId);
	if (startedAt !== undefined) latencies.push(at - startedAt);
	acceptedAt.delete(orderId);
};

const ACCEPTED = /event: order\.accepted\ndata: .*?"orderId":"(\w+)"/g;

const listen = (port: number, token: string): Promise<ClientRequest> =>
	new Promise((resolve, reject) => {
		const headers = { authorization: `Bearer ${token}` };
		const request = get({ port, path: "/v1/stream", headers, agent: new Agent() }, (answer) => {
			if (answer.statusCode !== 200) reject(new Error(`A stream responded with ${answer.statusCode}.`));
			let rest = "";
			answer.setEncoding("utf8").on("data", (text: string) => {
				const at = performance.now();
				const end = (rest + text).lastIndexOf("\n\n") + 2;
				for (const [, id] of (rest + text).slice(0, end).matchAll(ACCEPTED)) recordLatency(id!, at);
				rest = (rest + text).slice(end);
			});
			answer.on("error", () => undefined);
			resolve(request);
		});
		request.on("error", reject);
	});

const settledMb = async (served: Served): Promise<number> => {
	await sleep(3_000);
	return served.residentMb();
};

const goods = {
	storeId: "gangnam",
	kind: "goods",
	fulfilment: "pickup",
	lines: [{ productId: "latte", quantity: 1 }],
	payment: { timing: "on_receipt" },
};

const placeAndAccept = async (client: Client, turn: number): Promise<void> => {
	const { body, status } = await client.call("POST", "/v1/orders", customers[turn % clients], goods);
	if (status !== 201) throw new Error(`Placing an order failed with ${status} ${JSON.stringify(body)}.`);
	const id = body.id as string;
	for (;;) {
		acceptedAt.set(id, performance.now());
		const answer = await client.call("POST", `/v1/stores/gangnam/orders/${id}/accept`, staff);
		if (answer.status === 200) return;
		if (answer.status !== 404) throw new Error(`Accepting an order failed with ${answer.status}.`);
	}
};

const openAll = async (port: number): Promise<ClientRequest[]> => {
	const streams: ClientRequest[] = [];
	for (let index = 0; index < clients; index += 50)
		streams.push(...(await Promise.all(customers.slice(index, index + 50).map((token) => listen(port, token)))));
	return streams;
};

const waitForAll = async (): Promise<void> => {
	const until = performance.now() + 10_000;
	while (acceptedAt.size > 0 && performance.now() < until) await sleep(20);
};

const countOf = async (port: number): Promise<number> =>
	Number(/^cortado_streams (\d+)$/m.exec(await (await fetch(`http://127.0.0.1:${port}/metrics`)).text())?.[1]);

/** CPU per order at a constant order rate. */
const round = async (served: Served, client: Client): Promise<number> => {
	acceptedAt.clear();
	const cpu = served.cpuMs();
	for (let turn = 0; turn < orders; turn++) {
		await placeAndAccept(client, turn);
		await sleep(pauseMs);
	}
	return (served.cpuMs() - cpu) / orders;
};

const openAndClose = async (served: Served): Promise<number> => {
	for (const stream of await openAll(served.port)) stream.destroy();
	return settledMb(served);
};

const measure = async (served: Served, client: Client): Promise<void> => {
	await round(served, client);
	const withoutStreams = await round(served, client);
	const before = await settledMb(served);
	const streams = await openAll(served.port);
	const during = await settledMb(served);
	const withStreams = await round(served, client);
	await waitForAll();
	const open = await countOf(served.port);
	for (const stream of streams) stream.destroy();
	const after: number[] = [];
	for (let again = 0; again < 6; again++) after.push(await openAndClose(served));

	const ms = (share: number) => quantile(latencies, share).toFixed(0);
	console.log(`clients             ${open} of ${clients} open, ${await countOf(served.port)} after closing`);
	console.log(
		`memory per client   ${(((during - before) * 1024) / clients).toFixed(1)} kB (resident ${before.toFixed(0)} → ${during.toFixed(0)} MB)`,
	);
	console.log(`resident MB after each round of opening and closing all: ${after.map((mb) => mb.toFixed(0)).join(" ")}`);
	console.log(`accepted → client   p50 ${ms(0.5)} ms, p99 ${ms(0.99)} ms (${latencies.length} of ${orders})`);
	console.log(`CPU per order       ${withoutStreams.toFixed(2)} ms without clients, ${withStreams.toFixed(2)} ms with them`);
};

const folder = mkdtempSync(join(tmpdir(), "cortado-streams-"));
const served = await serve(join(import.meta.dirname, "../scripts/start.ts"), "/health/ready", {
	STREAMS_PER_ADDRESS: "10000",
	DATA_DIR: folder,
	LOG_LEVEL: "error",
	RATE_LIMIT_PER_SECOND: "100000",
	OPEN_ORDERS: "100000",
});
const client = new Client(served.port, 20);
try {
	await measure(served, client);
} finally {
	client.close();
	await served.stop();
	rmSync(folder, { recursive: true, force: true });
}
