import { setTimeout as sleep } from "node:timers/promises";
import { Errors } from "moleculer";
import type { CancellationSnapshot as Cancellation } from "../../../contracts/order.ts";
import { DrillCluster } from "../../../scripts/drill/cluster.ts";
import { CUSTOMER, inLanes, type OrderRecords, onceInSight, Shop } from "../../../scripts/drill/shop.ts";
import { available } from "../../../scripts/servers/nats.ts";
import { eventually } from "../../support/eventually.ts";
import { needs } from "../../support/needs.ts";

needs(await available(), "nats-server")("a cancellation whose maker does not answer", () => {
	let cluster: DrillCluster;
	let shop: Shop;
	let isBrewUp = false;

	beforeAll(async () => {
		cluster = await DrillCluster.start({ order: "order", store: "store,stock" });
		shop = new Shop(cluster.driver);
	});

	afterAll(() => cluster?.stop());

	const startBrew = async () => {
		await cluster.add("brew", "brew");
		isBrewUp = true;
	};
	/** After SIGKILL the registry still lists brew for a while. */
	const stopBrew = async (signal: "SIGTERM" | "SIGKILL" = "SIGTERM") => {
		await cluster.end("brew", signal);
		isBrewUp = false;
		if (signal === "SIGTERM") await eventually(() => expect(cluster.driver.registry.actions.isAvailable("brew.cancel")).toBe(false));
	};
	const placed = async (count: number): Promise<string[]> => {
		if (!isBrewUp) await startBrew();
		const ids = await shop.order(count);
		expect(await shop.until(ids, ({ ticket }) => ticket?.stocked === true)).toEqual([]);
		return ids;
	};
	const cancel = (orderId: string) => onceInSight(() => cluster.driver.call<Cancellation, object>("order.cancel", { orderId }, CUSTOMER));
	const cancellation = (orderId: string) =>
		onceInSight(() => cluster.driver.call<Cancellation, object>("order.cancellation", { orderId }, CUSTOMER));
	const start = (orderId: string) => cluster.driver.call("brew.start", { orderId });
	const expectCancelled = async (ids: string[]) =>
		expect(
			await shop.until(
				ids,
				({ order, ticket, copy, reserved }) =>
					order.cancellation?.status === "granted" && [order, ticket, copy].every((part) => part?.status === "cancelled") && !reserved,
			),
		).toEqual([]);

	it("is held if brew has never run, and prevents brewing once brew starts", async () => {
		const [id] = (await shop.order(1)) as [string];

		expect((await cancel(id)).status).toBe("held");
		await startBrew();

		expect(await shop.until([id], ({ order, ticket }) => order.status === "cancelled" && ticket?.status === "cancelled")).toEqual([]);
		await expect(start(id)).rejects.toMatchObject({ code: 409, type: "brew_cancelled" });
	});

	it("is held after brew was killed, and granted when it is back", async () => {
		const ids = await placed(20);
		await stopBrew("SIGKILL");

		const answers = await Promise.all(ids.map(cancel));
		expect(new Set(answers.map(({ status }) => status))).toEqual(new Set(["held"]));
		await startBrew();

		await expectCancelled(ids);
	});

	it("is held after brew has stopped, and shows its further attempts", async () => {
		const [id] = (await placed(1)) as [string];
		await stopBrew();

		expect((await cancel(id)).status).toBe("held");

		const first = await cancellation(id);
		expect(first).toMatchObject({ status: "held", decidedAt: null, nextAttemptAt: expect.any(String) });
		await eventually(async () => expect((await cancellation(id)).attempts).toBeGreaterThan(first.attempts));
		expect(await cluster.driver.call("order.held", { limit: 10 })).toMatchObject([{ orderId: id, requestedAt: first.requestedAt }]);
	});

	it("is retried at once when the customer repeats it", async () => {
		const [id] = (await placed(1)) as [string];
		await stopBrew();
		const { attempts, requestedAt } = await cancel(id);

		const again = await cancel(id);

		expect(again).toMatchObject({ status: "held", requestedAt });
		expect(again.attempts).toBeGreaterThan(attempts);
	});

	it("is held while brew hangs, and granted when it continues", async () => {
		const ids = await placed(12);
		cluster.signal("brew", "SIGSTOP");

		const answers = await Promise.all(ids.map(cancel));
		expect(new Set(answers.map(({ status }) => status))).toEqual(new Set(["held"]));
		cluster.signal("brew", "SIGCONT");

		await expectCancelled(ids);
	});

	it("is refused if brewing has started meanwhile", async () => {
		const ids = await placed(4);
		await stopBrew();
		for (const id of ids) expect((await cancel(id)).status).toBe("held");
		await cluster.end("order", "SIGKILL");
		await startBrew();
		await inLanes(ids, start);

		await cluster.add("order", "order");

		const isRefused = ({ order }: OrderRecords) => order.cancellation?.status === "refused" && order.status === "preparing";
		expect(await shop.until(ids, isRefused)).toEqual([]);
		await expect(cancel(ids[0]!)).rejects.toMatchObject({ code: 409, type: "brewing_started" });
	});

	it.each([
		["is slow", () => sleep(3_000)],
		["is overloaded", () => Promise.reject(new Errors.QueueIsFullError({ action: "brew.cancel" }))],
		["has a bug", () => Promise.reject(new TypeError("x is not a function"))],
	])("is held if brew %s", async (_, handler) => {
		const ids = await placed(3);
		await stopBrew();
		const { driver } = cluster;
		const standIn = driver.createService({ name: "brew", actions: { cancel: { handler } } });
		await eventually(() => expect(driver.registry.actions.isAvailable("brew.cancel")).toBe(true));

		for (const id of ids) expect((await cancel(id)).status).toBe("held");
		await driver.destroyService(standIn);
		await startBrew();

		await expectCancelled(ids);
	});

	it("survives a crash of the order service", async () => {
		const ids = await placed(10);
		await stopBrew();
		for (const id of ids) expect((await cancel(id)).status).toBe("held");

		await cluster.end("order", "SIGKILL");
		await cluster.add("order", "order");
		await startBrew();

		await expectCancelled(ids);
	});
});
