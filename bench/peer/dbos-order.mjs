// The order of peer.ts in the style of DBOS's tutorials: one workflow, seven durable steps, and a row per product's stock.
import { createServer } from "node:http";
import { createRequire } from "node:module";
import { join } from "node:path";

const { port, url, sdk } = JSON.parse(process.argv[2]);
const packages = createRequire(join(sdk, "package.json"));
const { DBOS } = await import(packages.resolve("@dbos-inc/dbos-sdk"));
const { Pool } = packages("pg");

const database = new Pool({ connectionString: url, max: 20 });
await database.query("CREATE TABLE IF NOT EXISTS stock (sku text PRIMARY KEY, available bigint NOT NULL)");
await database.query("INSERT INTO stock SELECT 'sku-' || number, 1000000 FROM generate_series(0, 9) number ON CONFLICT DO NOTHING");

const reserve = async ({ sku, qty }) => {
	const { rowCount } = await database.query("UPDATE stock SET available = available - $2 WHERE sku = $1 AND available >= $2", [sku, qty]);
	return rowCount === 1;
};

const order = DBOS.registerWorkflow(
	async ({ customerId, items }) => {
		const steps = [];
		const step = async (name) => {
			await DBOS.runStep(async () => ({ name, customerId }), { name });
			steps.push(name);
		};
		await step("paid");
		await step("accepted");
		for (const item of items) await DBOS.runStep(() => reserve(item), { name: "reserve" });
		await step("brewing");
		await step("brewed");
		await step("ready");
		await step("collected");
		process.send?.({ finished: DBOS.workflowID, at: Date.now() });
		return steps;
	},
	{ name: "order" },
);

DBOS.setConfig({ name: "peer", systemDatabaseUrl: url, systemDatabasePoolSize: 20, runAdminServer: false, logLevel: "error" });
await DBOS.launch();

/** `POST /order/<id>/run` answers when the order has ended, `/run/send` as soon as it is durable. */
createServer(async (request, response) => {
	let text = "";
	for await (const chunk of request.setEncoding("utf8")) text += chunk;
	const [, , id, , send] = request.url.split("/");
	const handle = await DBOS.startWorkflow(order, { workflowID: id })(JSON.parse(text));
	const answer = send ? { id } : await handle.getResult();
	response.writeHead(send ? 202 : 200, { "content-type": "application/json" }).end(JSON.stringify(answer));
}).listen(port, "127.0.0.1", () => process.send?.({ ready: true }));
