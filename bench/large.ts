import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { signToken } from "../lib/auth/tokens.ts";
import { Client } from "./client.ts";
import { serve } from "./process.ts";
import { storedId, storeOrders } from "./stored-orders.ts";

const ORDERS = Number(process.argv[2] ?? 100_000);

/** Measures the start on a database with many orders: time until ready, and memory then and after a thousand reads. */
const data = mkdtempSync(join(tmpdir(), "cortado-large-"));
await storeOrders(data, ORDERS);

const served = await serve(join(import.meta.dirname, "../scripts/start.ts"), "/health/ready", {
	DATA_DIR: data,
	LOG_LEVEL: "error",
	RATE_LIMIT_PER_SECOND: "100000",
	OPEN_ORDERS: "100000",
});
console.log(`${ORDERS} stored orders: ready after ${served.startMs.toFixed(0)} ms with ${served.residentMb().toFixed(0)} MB resident`);
const client = new Client(served.port, 1);
const token = await signToken({ sub: "acc_1", roles: ["operator"], jti: "bench" }, Date.now() + 3_600_000);
for (let index = 0; index < 1_000; index++) {
	const { status } = await client.call("GET", `/v1/orders/${storedId(Math.floor((index * ORDERS) / 1_000))}`, token);
	if (status !== 200) throw new Error(`order ${index}: ${status}`);
}
console.log(`after 1,000 reads: ${served.residentMb().toFixed(0)} MB resident`);
client.close();
await served.stop();
rmSync(data, { recursive: true, force: true });
