import { available, startMongo } from "../../../scripts/servers/mongo.ts";
import { needs } from "../../support/needs.ts";
import type { GatewayServer } from "../../support/nodes/gateway-server.ts";

const server = (await available()) ? await startMongo() : undefined;
if (server) process.env.STORE_URL_IDEMPOTENCY = server.url;

// The settings are read on first use, so they have to be set above.
const { gatewayWith, idempotencySuite, order } = await import("./idempotency.suite.ts");

needs(server?.url, "MongoDB")("in MongoDB", () => {
	afterAll(() => server?.stop());

	idempotencySuite("keys in MongoDB");

	describe("two gateways that share their keys", () => {
		const stubs = [order(), order()];
		let gateways: GatewayServer[];
		beforeAll(async () => {
			gateways = await Promise.all(stubs.map(gatewayWith));
		});
		afterAll(() => Promise.all(gateways.map((gateway) => gateway.stop())));

		const place = (round: number, index: number) =>
			gateways[index % 2]!.send("POST", "/v1/orders", {
				as: { sub: "acc_anna" },
				body: { note: "a" },
				headers: { "idempotency-key": `round-${round}` },
			});

		it("execute concurrent requests with one key once", async () => {
			for (let round = 1; round <= 20; round++) {
				const answers = await Promise.all(Array.from({ length: 6 }, (_, index) => place(round, index)));

				expect(stubs.flatMap(({ calls }) => calls)).toHaveLength(round);
				expect(answers.filter(({ status }) => status !== 201 && status !== 409)).toEqual([]);
				expect(answers.filter(({ headers, status }) => status === 201 && !headers.has("idempotency-replayed"))).toHaveLength(1);
			}
		});
	});
});
