import { anOrder } from "../../support/builders/order.ts";
import { eventually } from "../../support/eventually.ts";
import { CUSTOMER, GANGNAM, OPERATOR, refused, ServiceNode } from "../../support/nodes/service-node.ts";

const { default: customerLevel } = await import("../../../services/customer-level/customer-level.service.ts");
const { default: ops } = await import("../../../services/ops/ops.service.ts");
const { default: storeOrder } = await import("../../../services/store/store-order.service.ts");

const id = "ord_00000000000000000000000001";
const storeId = "gangnam";
let isBroken = true;
const store = {
	name: "store",
	actions: {
		settings: {
			guard: "internal",
			circuitBreaker: { enabled: false },
			handler() {
				if (isBroken) throw new Error("The disk is full.");
				return null;
			},
		},
	},
};

let node: ServiceNode;
beforeAll(async () => {
	node = await new ServiceNode().start(store, storeOrder);
});
afterAll(() => node.stop());

const deadLetters = () => node.ask("store-order.deadLetters", { limit: 10 });
const retry = (deadId: string) => node.ask("store-order.retryDeadLetter", { id: deadId });
const board = async () => (await node.call("store-order.list", { storeId }, GANGNAM)).items;

describe("a message that cannot be handled", () => {
	it("becomes a dead letter, and is handled when retried after the fault is fixed", async () => {
		await node.publish("order.submitted", `order/${id}`, anOrder({ id }));
		const [dead] = await eventually(async () => {
			const found = await deadLetters();
			expect(found).toHaveLength(1);
			return found;
		});
		expect(dead).toMatchObject({ type: "order.submitted", group: "store-order", error: expect.stringContaining("The disk is full.") });

		await expect(retry(dead.id)).rejects.toThrow("The disk is full.");
		expect(await deadLetters()).toHaveLength(1);

		isBroken = false;
		await retry(dead.id);
		expect(await board()).toMatchObject([{ id, status: "submitted" }]);
		expect(await deadLetters()).toEqual([]);
		await expect(retry(dead.id)).rejects.toEqual(refused("not_found"));
	});
});

describe("the operators' dead letters", () => {
	let system: ServiceNode;
	let isFull = true;
	const limited = {
		...customerLevel,
		methods: {
			...customerLevel.methods,
			record(this: never, ...message: Parameters<typeof customerLevel.methods.record>) {
				if (isFull) throw new Error("The disk is full.");
				return customerLevel.methods.record.apply(this, message);
			},
		},
	};
	beforeAll(async () => {
		system = await new ServiceNode().start(limited, ops);
	});
	afterAll(() => system.stop());

	it("can be retried for every group, also for one that is not named like its service", async () => {
		await system.publish("order.completed", `order/${id}`, anOrder({ id, status: "completed" }));
		const [dead] = await eventually(async () => {
			const { items } = await system.call("ops.deadLetters", {}, OPERATOR);
			expect(items).toMatchObject([{ group: "customer", error: "The disk is full." }]);
			return items;
		});
		isFull = false;

		await system.call("ops.retryDeadLetter", { id: dead.id }, OPERATOR);

		expect((await system.call("ops.deadLetters", {}, OPERATOR)).items).toEqual([]);
		expect(await system.call("customer-level.me", {}, CUSTOMER)).toMatchObject({ score: 2 });
	});

	it("are neither missing nor empty while their group is away", async () => {
		const ofBrew = Buffer.from("brew:order/ord_1/1").toString("base64url");

		await expect(system.call("ops.retryDeadLetter", { id: ofBrew }, OPERATOR)).rejects.toMatchObject({ type: "SERVICE_NOT_FOUND" });
		expect((await system.call("ops.deadLetters", {}, OPERATOR)).unavailable).toContain("brew");
	});

	it.each(["nobody:order/ord_1/1", "constructor:order/ord_1/1", "customer:order/ord_1/1", "customer"])(
		"do not exist for %j",
		async (unknown) => {
			const encoded = Buffer.from(unknown).toString("base64url");

			await expect(system.call("ops.retryDeadLetter", { id: encoded }, OPERATOR)).rejects.toEqual(refused("not_found"));
		},
	);
});
