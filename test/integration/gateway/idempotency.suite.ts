import type { ServiceSchema } from "moleculer";
import { Refusal } from "../../../lib/domain/refusal.ts";
import type { StoreAdapter } from "../../../lib/storage/open.ts";
import type { Reservation } from "../../../services/idempotency/idempotency.ts";
import { eventually } from "../../support/eventually.ts";
import { type Answer, GatewayServer, type Signed } from "../../support/nodes/gateway-server.ts";

const { default: idempotency } = await import("../../../services/idempotency/idempotency.service.ts");

class Refused extends Refusal {
	constructor(code: "store_closed" | "overloaded" | "bad_credentials") {
		super(code, "As told.");
	}
}

/** Makes a new order each time it is called, or does as the note says. */
export const order = () => {
	const { promise: mayAnswer, resolve: answer } = Promise.withResolvers<void>();
	const calls: string[] = [];
	const schema: ServiceSchema = {
		name: "order",
		actions: {
			place: {
				guard: ["customer"],
				params: { note: { type: "string", optional: true } },
				async handler(ctx) {
					const { note = "" } = ctx.params;
					calls.push(ctx.meta.idEnding);
					if (note === "slow") await mayAnswer;
					if (note === "bug") throw new Error("bug");
					if (note === "store_closed" || note === "overloaded" || note === "bad_credentials") throw new Refused(note);
					return { id: `ord_${calls.length}`, version: calls.length };
				},
			},
			cancel: { guard: ["customer"], params: { orderId: "string", note: "string" }, handler: () => ({ status: "granted" }) },
		},
	};
	return { schema, calls, answer };
};

export const gatewayWith = ({ schema }: ReturnType<typeof order>): Promise<GatewayServer> =>
	GatewayServer.start([schema, idempotency as unknown as ServiceSchema]);

/** What holds whatever store keeps the keys: the settings say which. */
export const idempotencySuite = (name: string): void => {
	describe(name, () => {
		let stub: ReturnType<typeof order>;
		let server: GatewayServer;
		beforeEach(async () => {
			stub = order();
			server = await gatewayWith(stub);
			for (const { _id, version } of await (await stored()).list({ limit: 100 })) await (await stored()).remove(_id, version);
		});
		afterEach(() => server.stop());

		const anna: Signed = { sub: "acc_anna" };
		const place = (note: string, key: string, as = anna, path = "/v1/orders"): Promise<Answer> =>
			server.send("POST", path, { as, body: { note }, headers: { "idempotency-key": key } });
		const brief = ({ body, headers, status }: Answer) => [status, body.id ?? body.code, headers.get("idempotency-replayed")];

		const keys = () =>
			server.broker.getLocalService("idempotency") as unknown as {
				adapter: StoreAdapter;
				reservations: { sweep(): Promise<void> };
			};
		const stored = () => keys().adapter.actorStore<Reservation>({ name: "idempotency" });

		/** What is reserved, as a node that is killed leaves it: nobody will answer. */
		const killHolders = async () => {
			const documents = await stored();
			for (const found of await documents.list({ limit: 100 }))
				await documents.replace(
					{ ...found, version: found.version + 1, state: { ...found.state, leaseUntil: 0, answer: null } },
					found.version,
				);
		};

		describe("a POST that is repeated with its key", () => {
			it("is answered the first answer again", async () => {
				const first = await place("a", "key-1");
				const second = await place("a", "key-1");

				expect(brief(first)).toEqual([201, "ord_1", null]);
				expect(brief(second)).toEqual([201, "ord_1", "true"]);
				for (const header of ["location", "etag", "content-type"]) expect(second.headers.get(header)).toBe(first.headers.get(header));
				expect(second.body).toEqual(first.body);
				expect(stub.calls.length).toBe(1);
			});

			it("with another body is refused", async () => {
				await place("a", "key-1");

				expect(brief(await place("b", "key-1"))).toEqual([422, "idempotency_key_reused", null]);
				expect(stub.calls.length).toBe(1);
			});

			it("while the first is under way is refused", async () => {
				const first = place("slow", "key-1");
				await eventually(() => expect(stub.calls.length).toBe(1));

				expect(brief(await place("slow", "key-1"))).toEqual([409, "idempotency_key_in_flight", null]);
				stub.answer();
				expect(brief(await first)).toEqual([201, "ord_1", null]);
				expect(brief(await place("slow", "key-1"))).toEqual([201, "ord_1", "true"]);
			});

			it("ten times at once acts once", async () => {
				const statuses: number[] = [];
				const all = Array.from({ length: 10 }, async () => void statuses.push((await place("slow", "key-1")).status));
				await eventually(() => expect(statuses.length).toBe(9));
				stub.answer();
				await Promise.all(all);

				expect(statuses).toEqual([...Array(9).fill(409), 201]);
				expect(stub.calls.length).toBe(1);
			});

			it.each([
				["refused for good is refused again", "store_closed", 1, [409, "store_closed", "true"]],
				["failed is tried again", "bug", 2, [500, "internal", null]],
				["too much for us is tried again", "overloaded", 2, [503, "overloaded", null]],
				["not who it claimed to be is tried again", "bad_credentials", 2, [401, "bad_credentials", null]],
			])("and was %s", async (_, note, calls, expected) => {
				await place(note, "key-1");

				expect(brief(await place(note, "key-1"))).toEqual(expected);
				expect(stub.calls.length).toBe(calls);
			});

			it("and was turned away for its credentials may be corrected", async () => {
				await place("bad_credentials", "key-1");

				expect(brief(await place("good", "key-1"))).toEqual([201, "ord_2", null]);
			});

			it("makes the same id after a crash, however often it is tried", async () => {
				await place("a", "key-1");
				await killHolders();
				await place("a", "key-1");
				await place("a", "key-2");

				expect(stub.calls.length).toBe(3);
				expect(stub.calls[1]).toBe(stub.calls[0]);
				expect(stub.calls[2]).not.toBe(stub.calls[0]);
			});
		});

		describe("a repeated POST that is invalid", () => {
			it("is refused again, as it was", async () => {
				const send = () => server.send("POST", "/v1/orders", { as: anna, body: { note: 7 }, headers: { "idempotency-key": "key-1" } });
				const first = await send();
				const second = await send();

				expect([brief(first), brief(second)]).toEqual([
					[422, "invalid", null],
					[422, "invalid", "true"],
				]);
				expect(second.headers.get("content-type")).toContain("application/problem+json");
			});
		});

		describe("a key", () => {
			it("belongs to its account, its path and its method", async () => {
				await place("a", "key-1");
				await place("a", "key-1", { sub: "acc_bob" });
				const cancelled = await place("a", "key-1", anna, "/v1/orders/ord_1/cancellation");

				expect(stub.calls.length).toBe(2);
				expect([cancelled.status, cancelled.headers.get("idempotency-replayed")]).toEqual([200, null]);
			});

			it.each([
				["with a space", "a b"],
				["that is empty", ""],
				["that is too long", "k".repeat(256)],
				["that is not ASCII", "caf\u00e9"],
			])("%s is refused", async (_, key) => {
				expect(brief(await place("a", key))).toEqual([422, "invalid_idempotency_key", null]);
				expect(stub.calls.length).toBe(0);
			});

			it("of 255 characters is taken", async () => {
				expect((await place("a", "~".repeat(255))).status).toBe(201);
			});

			it("is not needed", async () => {
				const answers = [
					await server.send("POST", "/v1/orders", { as: anna, body: {} }),
					await server.send("POST", "/v1/orders", { as: anna, body: {} }),
				];

				expect(answers.map(({ body }) => body.id)).toEqual(["ord_1", "ord_2"]);
			});

			it("and what was answered cannot be read from the store", async () => {
				await place("a secret note", "key-1");
				const documents = await stored();

				const kept = JSON.stringify(await documents.list({ limit: 100 }));

				expect(kept).toContain('"answer":"');
				for (const secret of ["key-1", "ord_1", "secret note", "acc_anna"]) expect(kept).not.toContain(secret);
			});
		});

		describe("old keys", () => {
			it("are forgotten after a day, and removed", async () => {
				await place("a", "key-1");
				const documents = await stored();
				const [found] = await documents.list({ limit: 1 });
				const reservedAt = found!.state.reservedAt - 86_400_000;
				const old = {
					...found!,
					version: found!.version + 1,
					state: { ...found!.state, reservedAt },
					due: { at: Date.now() - 1, command: { type: "forget" } },
				};
				await documents.replace(old, found!.version);

				expect(brief(await place("a", "key-1"))).toEqual([201, "ord_2", null]);
				const [again] = await documents.list({ limit: 1 });
				await documents.replace({ ...old, version: again!.version + 1 }, again!.version);
				await keys().reservations.sweep();

				expect(await documents.list({ limit: 1 })).toEqual([]);
			});
		});
	});
};
