import { ServiceBroker } from "moleculer";
import ApiGateway from "moleculer-web";

/** The framework without Cortado: one action behind moleculer-web. */
const broker = new ServiceBroker({ logger: false });
broker.createService({ name: "bare", actions: { place: (ctx: { params: object }) => ({ id: "ord_1", ...ctx.params }) } });
broker.createService({
	name: "api",
	mixins: [ApiGateway],
	settings: {
		port: Number(process.env.PORT),
		ip: "127.0.0.1",
		routes: [{ path: "/", bodyParsers: { json: true }, aliases: { "POST /v1/orders": "bare.place", "GET /health": "bare.place" } }],
	},
});
await broker.start();
