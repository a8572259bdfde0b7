import { type Answer, type Api, type People, people } from "../support/api.ts";
import { type Running, TIME_LIMIT_SECONDS } from "../support/modes.ts";

const HOME = { address: "서울 마포구 월드컵로 1", lat: 37.556, lng: 126.91 };
const OFFICE = { address: "서울 강남구 테헤란로 1", lat: 37.498, lng: 127.03 };
const PARCEL = { item: "documents", size: "small", weightKg: 1.2, from: HOME, to: OFFICE };
const goods = {
	storeId: "gangnam",
	kind: "goods",
	fulfilment: "pickup",
	lines: [{ productId: "latte", quantity: 2 }],
	payment: { timing: "prepaid" },
};
const parcel = { storeId: "gangnam", kind: "parcel", parcel: PARCEL, payment: { timing: "prepaid" } };
const onReceipt = { payment: { timing: "on_receipt" } };
const delivered = { fulfilment: "delivery", destination: HOME };

/** Complete order lifecycles over the REST API. */
export const livesSuite = (system: () => Running): void => {
	let users: People;

	beforeAll(async () => {
		users = await people(system().base);
	});

	const ok = async (answer: Promise<Answer>): Promise<Answer["body"]> => {
		const { status, body } = await answer;
		expect({ status, body }).toMatchObject({ status: 200 });
		return body;
	};
	const place = async (change: object = {}, by: Api = users.customer): Promise<string> => {
		const { status, body } = await by.postWithRetry("/v1/orders", { ...goods, ...change });
		expect({ status, body }).toMatchObject({ status: 201, body: { id: expect.stringMatching(/^ord_/) } });
		return body.id;
	};
	const pay = (id: string, token = "sim_ok") => users.customer.postWithRetry(`/v1/orders/${id}/payment`, { method: "card", token });
	const order = (id: string, expected: object) => users.customer.until(`/v1/orders/${id}`, expected);
	const payment = (id: string, expected: object) => users.customer.until(`/v1/orders/${id}/payment`, expected);
	const delivery = (id: string, expected: object) => users.customer.until(`/v1/deliveries/${id}`, expected);
	const stock = (productId: string) => users.gangnam.get(`/v1/stores/gangnam/stock/${productId}`).then(({ body }) => body);
	const atStore = (id: string, command: string, body?: object) =>
		ok(users.gangnam.postWithRetry(`/v1/stores/gangnam/orders/${id}/${command}`, body));

	const accepted = async (id: string): Promise<void> => {
		await order(id, { status: "submitted", answerBy: expect.any(String) });
		await atStore(id, "accept");
		await order(id, { status: "accepted" });
	};
	const brewed = async (id: string): Promise<void> => {
		await users.gangnam.until(`/v1/brews/${id}`, { status: "received", stocked: true });
		await ok(users.gangnam.postWithRetry(`/v1/brews/${id}/start`));
		await order(id, { status: "preparing" });
		await ok(users.gangnam.postWithRetry(`/v1/brews/${id}/complete`));
		await order(id, { status: "ready" });
	};
	const timeRunsOut = () => system().clock.advance(TIME_LIMIT_SECONDS);
	const riderId = async () => (await users.rider.get("/v1/me")).body.id;
	const assigned = async (id: string): Promise<void> => {
		await delivery(id, { status: "requested" });
		await users.gangnam.until("/v1/riders", { items: expect.arrayContaining([expect.objectContaining({ id: await riderId() })]) });
		await ok(users.gangnam.postWithRetry(`/v1/deliveries/${id}/assign`, { riderId: await riderId() }));
	};
	const carried = async (id: string): Promise<void> => {
		await assigned(id);
		await ok(users.rider.postWithRetry(`/v1/deliveries/${id}/accept`));
		await users.rider.until(`/v1/orders/${id}`, { id });
		await users.rider.until(`/v1/deliveries/${id}`, { ready: true });
		await ok(users.rider.postWithRetry(`/v1/deliveries/${id}/depart`));
		await order(id, { status: "in_transit" });
		await ok(users.rider.postWithRetry(`/v1/deliveries/${id}/location`, { lat: 37.52, lng: 126.99 }));
	};
	const confirmed = async (id: string): Promise<void> => {
		const { body } = await users.customer.get(`/v1/deliveries/${id}`);
		await ok(users.rider.postWithRetry(`/v1/deliveries/${id}/confirm`, { pin: body.pin }));
		await order(id, { status: "completed" });
	};

	describe("completed orders", () => {
		it("a prepaid pick-up", async () => {
			const before = await stock("latte");
			const id = await place();
			await ok(pay(id));
			await accepted(id);
			await brewed(id);
			await atStore(id, "collect");

			await order(id, { status: "completed", reason: null, payment: { timing: "prepaid", status: "approved" } });
			await payment(id, { status: "approved", amount: 10_000, refunded: 0, attempts: 1 });
			await users.gangnam.until("/v1/stores/gangnam/stock/latte", { onHand: before.onHand - 2, reserved: before.reserved });
		});

		it("a pick-up with options paid on receipt, which everybody sees at the prices of the order", async () => {
			const before = await stock("milk:oat");
			const shots = { groupId: "shots", optionId: "extra-shot", quantity: 2 };
			const milk = { groupId: "milk", optionId: "oat" };
			const id = await place({ ...onReceipt, lines: [{ productId: "latte", quantity: 2, options: [shots, milk], note: "hot" }] });
			const options = [
				expect.objectContaining({ groupId: "temperature", optionId: "hot" }),
				expect.objectContaining({ groupId: "size", optionId: "regular" }),
				expect.objectContaining({ groupId: "beans", optionId: "house" }),
				{ ...shots, name: { ko: "샷 추가", en: "Extra shot" }, price: 600 },
				{ ...milk, name: { ko: "귀리 우유", en: "Oat milk" }, price: 600, quantity: 1 },
			];
			const lines = [expect.objectContaining({ productId: "latte", quantity: 2, price: 6_800, note: "hot", options })];

			await accepted(id);
			await ok(users.gangnam.patch("/v1/stores/gangnam/offers/milk:oat", { price: 900 }));
			await users.gangnam.until("/v1/stores/gangnam/orders?status=accepted&limit=100", {
				items: expect.arrayContaining([expect.objectContaining({ id, lines })]),
			});
			await users.customer.until(`/v1/mypage/orders/${id}`, { lines });
			await brewed(id);
			await atStore(id, "collect");
			await ok(users.gangnam.patch("/v1/stores/gangnam/offers/milk:oat", { price: null }));

			await order(id, { status: "completed", payment: { timing: "on_receipt", status: "collected" }, lines });
			await payment(id, { status: "collected", amount: 13_600, refunded: 0 });
			await users.gangnam.until("/v1/stores/gangnam/stock/milk:oat", { onHand: before.onHand - 2, reserved: before.reserved });
		});

		it("a prepaid delivery", async () => {
			const id = await place(delivered);
			await ok(pay(id));
			await accepted(id);
			await brewed(id);
			await carried(id);
			await confirmed(id);

			await payment(id, { status: "approved", refunded: 0 });
			await delivery(id, { status: "delivered" });
		});

		it("a prepaid parcel for the quoted fee", async () => {
			const { from, to, size, weightKg } = PARCEL;
			const { status, body: quote } = await users.customer.post("/v1/quotes", { from, to, size, weightKg });
			expect({ status, quote }).toMatchObject({ status: 201, quote: { fee: expect.any(Number) } });
			const id = await place({ ...parcel, lines: undefined, fulfilment: undefined, quoteId: quote.id });
			await ok(pay(id));
			await accepted(id);
			await carried(id);
			await confirmed(id);

			await payment(id, { status: "approved", amount: quote.fee, refunded: 0 });
		});

		it("a parcel paid on receipt", async () => {
			const id = await place({ ...parcel, ...onReceipt, lines: undefined, fulfilment: undefined });
			await accepted(id);
			await carried(id);
			await confirmed(id);

			await payment(id, { status: "collected", refunded: 0 });
		});

		it("a delivery handled by an automatic store and rider", async () => {
			const id = await place({ storeId: "hongdae", lines: [{ productId: "croissant", quantity: 1 }], ...delivered });
			await ok(pay(id));

			await users.customer.until(`/v1/orders/${id}`, { status: "completed" });
			await payment(id, { status: "approved", refunded: 0 });
		});
	});

	describe("orders that are not completed", () => {
		const refunded = async (id: string): Promise<void> => {
			await payment(id, { status: "refunded", amount: 10_000, refunded: 10_000 });
		};

		it("rejected with the store's reason, with a refund", async () => {
			const id = await place();
			await ok(pay(id));
			await order(id, { status: "submitted" });
			await users.gangnam.until(`/v1/stores/gangnam/orders?status=submitted&limit=100`, {
				items: expect.arrayContaining([expect.objectContaining({ id })]),
			});
			await atStore(id, "reject", { reason: "no beans" });

			await order(id, { status: "rejected", reason: "no beans" });
			await refunded(id);
			expect((await users.gangnam.post(`/v1/stores/gangnam/orders/${id}/accept`)).body).toMatchObject({
				status: 409,
				code: "order_rejected",
			});
		});

		it("not answered by the store, with a refund", async () => {
			const id = await place();
			await ok(pay(id));
			await order(id, { status: "submitted", answerBy: expect.any(String) });
			await timeRunsOut();

			await order(id, { status: "cancelled", reason: "store_unanswered" });
			await refunded(id);
		});

		it("payment declined, then approved", async () => {
			const id = await place();

			expect((await pay(id, "sim_declined")).body).toMatchObject({ status: "declined" });
			await order(id, { status: "placed", payment: { status: "declined" } });
			expect((await pay(id)).body).toMatchObject({ status: "approved", attempts: 2 });
		});

		it("payment unknown at first, then approved", async () => {
			const id = await place();

			expect(await pay(id, "sim_timeout_ok")).toMatchObject({ status: 202, body: { status: "unknown" } });
			expect((await pay(id)).body).toMatchObject({ status: 409, code: "payment_unknown" });
			await payment(id, { status: "approved", attempts: 1 });
		});

		it("never paid, expired, and explained to operators meanwhile", async () => {
			const id = await place();
			expect((await users.operator.get(`/v1/ops/orders/${id}/why`)).body).toMatchObject({
				status: "placed",
				waitsFor: { until: expect.any(String) },
			});
			await users.operator.until(`/v1/ops/orders/${id}/why`, {
				waitsFor: { who: "customer", what: "payment" },
				next: [{ actor: "payment", command: "expire", at: expect.any(String) }],
			});
			await timeRunsOut();

			await order(id, { status: "cancelled", reason: "payment_expired" });
			await payment(id, { status: "expired", refunded: 0 });
			expect((await pay(id)).status).toBe(409);
		});

		it("cancelled by the customer, with a refund and restored stock", async () => {
			const before = await stock("mocha");
			const id = await place({ lines: [{ productId: "mocha", quantity: 3 }] });
			await ok(pay(id));
			await accepted(id);
			await users.gangnam.until(`/v1/brews/${id}`, { status: "received", stocked: true });

			const { status } = await users.customer.postWithRetry(`/v1/orders/${id}/cancellation`, {});
			expect([200, 202]).toContain(status); // 202: brew did not answer in time, so the cancellation is held
			await users.customer.until(`/v1/orders/${id}/cancellation`, { status: "granted" });

			await order(id, { status: "cancelled", reason: "customer" });
			await payment(id, { status: "refunded", refunded: 16_500 });
			await users.gangnam.until("/v1/stores/gangnam/stock/mocha", { onHand: before.onHand, reserved: before.reserved });
		});

		it("out of stock, with a refund, and unavailable on the menu", async () => {
			await users.gangnam.put("/v1/stores/gangnam/stock/cold-brew", { onHand: 1 });
			const id = await place({ lines: [{ productId: "cold-brew", quantity: 2 }] });
			await ok(pay(id));
			await order(id, { status: "submitted" });
			await users.gangnam.until(`/v1/stores/gangnam/orders?status=submitted&limit=100`, {
				items: expect.arrayContaining([expect.objectContaining({ id })]),
			});
			await atStore(id, "accept");

			await order(id, { status: "cancelled", reason: "out_of_stock" });
			await payment(id, { status: "refunded", refunded: 9_800 });
			await users.gangnam.put("/v1/stores/gangnam/stock/cold-brew", { onHand: 0 });
			await users.anonymous.until("/v1/stores/gangnam/menu", {
				items: expect.arrayContaining([expect.objectContaining({ productId: "cold-brew", available: false })]),
			});
		});

		it("prepaid and not collected, without a refund", async () => {
			const id = await place();
			await ok(pay(id));
			await accepted(id);
			await brewed(id);
			await users.gangnam.until("/v1/stores/gangnam/orders?status=ready&limit=100", {
				items: expect.arrayContaining([expect.objectContaining({ id, collectBy: expect.any(String) })]),
			});
			await timeRunsOut();

			await order(id, { status: "cancelled", reason: "uncollected" });
			await payment(id, { status: "approved", refunded: 0 });
		});

		it("undeliverable after too many wrong PINs, with a refund", async () => {
			const id = await place(delivered);
			await ok(pay(id));
			await accepted(id);
			await brewed(id);
			await carried(id);
			const { body } = await users.customer.get(`/v1/deliveries/${id}`);
			const wrong = body.pin === "0000" ? "1111" : "0000";

			for (let left = 4; left >= 0; left--)
				expect((await users.rider.post(`/v1/deliveries/${id}/confirm`, { pin: wrong })).body).toMatchObject({
					status: 422,
					code: "wrong_pin",
					triesLeft: left,
				});
			expect((await users.rider.post(`/v1/deliveries/${id}/confirm`, { pin: body.pin })).body).toMatchObject({
				status: 423,
				code: "pin_locked",
			});
			await ok(users.rider.postWithRetry(`/v1/deliveries/${id}/fail`, { reason: "nobody there" }));

			await order(id, { status: "cancelled", reason: "undeliverable" });
			await users.customer.until(`/v1/orders/${id}/payment`, { status: "refunded" });
		});

		it("refunded once after completion", async () => {
			const id = await place();
			await ok(pay(id));
			await accepted(id);
			await brewed(id);
			await atStore(id, "collect");
			await order(id, { status: "completed" });

			await ok(users.operator.postWithRetry(`/v1/orders/${id}/refund`, { reason: "cold" }));
			await refunded(id);
			expect((await users.operator.post(`/v1/orders/${id}/refund`, { reason: "cold" })).status).toBe(409);
		});
	});

	describe("riders", () => {
		it("get one delivery at a time, and lose it when they decline or do not answer", async () => {
			const [first, second] = [
				await place({ ...parcel, ...onReceipt, lines: undefined, fulfilment: undefined }),
				await place({ ...parcel, ...onReceipt, lines: undefined, fulfilment: undefined }),
			];
			await accepted(first);
			await accepted(second);
			await delivery(first, { status: "requested" });
			await delivery(second, { status: "requested" });
			const body = { riderId: await riderId() };

			const answers = await Promise.all([first, second].map((id) => users.gangnam.post(`/v1/deliveries/${id}/assign`, body)));

			expect(answers.map(({ status }) => status).sort()).toEqual([200, 409]);
			const assignedFirst = answers[0]!.status === 200 ? first : second;
			await ok(users.rider.postWithRetry(`/v1/deliveries/${assignedFirst}/decline`));
			await delivery(assignedFirst, { status: "requested" });
			await assigned(assignedFirst === first ? second : first);
			await timeRunsOut();

			await delivery(assignedFirst === first ? second : first, { status: "requested" });
		});
	});

	it("passes the audit at the end", async () => {
		const body = await users.operator.until("/v1/ops/audit", { ok: expect.any(Boolean) });

		expect(body).toMatchObject({ ok: true, violations: [] });
		expect(body.checked).toBeGreaterThan(10);
	});
};
