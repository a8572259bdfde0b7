import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { eventually } from "../../test/support/eventually.ts";
import { LocalBus } from "../messaging/local/local-bus.ts";

const received: { traceId: string; kind: string }[] = [];
const collector = createServer(async (request, response) => {
	received.push(...JSON.parse(await text(request)));
	response.writeHead(202).end();
});
await new Promise<void>((resolve) => collector.listen(0, "127.0.0.1", resolve));
Object.assign(process.env, { TRACE_URL: `http://127.0.0.1:${(collector.address() as AddressInfo).port}/`, TRACE_SHARE: "0.25" });

const { tracingMiddleware, traceMessages } = await import("./tracing.ts");

const REQUESTS = 2_000;
const request = (index: number) => `request-${index}`;

describe("with a trace share of 0.25", () => {
	afterAll(() => {
		collector.closeAllConnections();
		collector.close();
	});

	it("traces a quarter of the requests, each completely", async () => {
		const broker = { nodeID: "here", logger: { warn: () => undefined } };
		tracingMiddleware.created?.(broker as never);
		const call = tracingMiddleware.localAction!.call(broker as never, async () => "done", { name: "order.get" } as never);
		const bus = traceMessages(new LocalBus());
		await bus.subscribe({ group: "brew", types: ["order.accepted"], handler: async () => undefined, deadLetter: async () => undefined });
		await bus.start();

		for (let index = 0; index < REQUESTS; index++) {
			await call.call({} as never, { requestID: request(index), id: `call-${index}`, parentID: null, broker } as never);
			const message = {
				id: `order/ord_1/${index}`,
				type: "order.accepted",
				sender: "order/ord_1",
				version: index,
				request: request(index),
			};
			await bus.publish({ ...message, json: JSON.stringify(message) });
		}

		await eventually(() => expect(received.length).toBeGreaterThan(0));
		const traces = [...Map.groupBy(received, ({ traceId }) => traceId).values()];
		expect(traces.length).toBeGreaterThan(0.2 * REQUESTS);
		expect(traces.length).toBeLessThan(0.3 * REQUESTS);
		for (const spans of traces) expect(spans.map(({ kind }) => kind)).toEqual(["SERVER", "CONSUMER"]);
	});
});
