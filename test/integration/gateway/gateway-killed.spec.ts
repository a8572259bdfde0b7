import { rm } from "node:fs/promises";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { setTimeout as sleep } from "node:timers/promises";
import { FOLDERS } from "../../../scripts/drill/fleet.ts";
import { available, startNats } from "../../../scripts/servers/nats.ts";
import { freePort, type RunningServer, scratchDir } from "../../../scripts/servers/server.ts";
import { type Answer, Api } from "../../e2e/support/api.ts";
import { System } from "../../e2e/support/system.ts";
import { eventually } from "../../support/eventually.ts";
import { needs } from "../../support/needs.ts";

const FRONT = ["gateway", "idempotency"];
const BACK = FOLDERS.filter((folder) => !FRONT.includes(folder));
const PHONE = "01000000001";
const ORDER = {
	storeId: "gangnam",
	kind: "goods",
	fulfilment: "pickup",
	lines: [{ productId: "latte", quantity: 1 }],
	payment: { timing: "on_receipt" },
};

needs(await available(), "nats-server")("two gateways in front of the other services", () => {
	let scratch: string;
	let nats: RunningServer;
	let first: System;
	let other: System;
	let back: System;

	beforeAll(async () => {
		scratch = await scratchDir("gateways");
		nats = await startNats({ port: await freePort(), dir: join(scratch, "nats") });
		const shared = { NATS_URL: nats.url, DATA_DIR: join(scratch, "data") };
		const health = String(await freePort());
		back = await System.prepare("one", { ...shared, SERVICES: BACK.join(","), HEALTH_PORT: health, PORT: health });
		[first, other] = [
			await System.prepare("one", { ...shared, SERVICES: FRONT.join(",") }),
			await System.prepare("one", { ...shared, SERVICES: FRONT.join(",") }),
		];
		await back.start();
		await Promise.all([first.start(), other.start()]);
	});
	afterAll(async () => {
		await Promise.all([first, other, back].map((system) => system?.kill()));
		await nats?.stop();
		await rm(scratch, { recursive: true, force: true });
	});

	/** Whether a key is reserved and has no answer. */
	const isInFlight = (): boolean => {
		const file = new DatabaseSync(join(scratch, "data/cortado.db"), { readOnly: true });
		const rows = file.prepare("SELECT 1 FROM idempotency WHERE json ->> '$.state.answer' IS NULL").all();
		file.close();
		return rows.length > 0;
	};

	/** Repeats the request as `Retry-After` says. */
	const repeat = async (send: () => Promise<Answer>): Promise<Answer[]> => {
		const answers = [await send()];
		while (answers.at(-1)!.body.code === "idempotency_key_in_flight") {
			await sleep(Number(answers.at(-1)!.headers.get("retry-after")) * 1_000);
			answers.push(await send());
		}
		return answers;
	};

	it("place one order if the one that was asked first is killed, within 5 s", async () => {
		const [asked, standIn] = [await new Api(first.base).signIn(PHONE), await new Api(other.base).signIn(PHONE)];
		await eventually(async () => expect((await standIn.get("/v1/stores/gangnam")).status).toBe(200));
		const key = { "idempotency-key": "order-1" };

		process.kill(back.pid, "SIGSTOP");
		const lost = asked.post("/v1/orders", ORDER, key).catch(() => undefined);
		await eventually(() => expect(isInFlight()).toBe(true));
		await first.kill();
		process.kill(back.pid, "SIGCONT");
		const answers = await repeat(() => standIn.post("/v1/orders", ORDER, key));

		expect(await lost).toBeUndefined();
		// The pauses are of 1 s, so the number of them is the time in seconds.
		expect(answers.slice(0, -1).map(({ status }) => status)).toEqual(Array(answers.length - 1).fill(409));
		expect(answers.length).toBeLessThanOrEqual(6);
		expect([answers.at(-1)!.status, (await standIn.get("/v1/orders")).body.items.map(({ id }: { id: string }) => id)]).toEqual([
			201,
			[answers.at(-1)!.body.id],
		]);
	});
});
