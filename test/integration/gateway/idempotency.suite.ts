import { Errors, type ServiceSchema } from "moleculer";
import { Refusal } from "../../../lib/domain/refusal.ts";
import type { StoreAdapter } from "../../../lib/storage/open.ts";
import type { Reservation } from "../../../services/idempotency/idempotency.ts";
import { eventually } from "../../support/eventually.ts";
import { type Answer, GatewayServer, type Signed } from "../../support/nodes/gateway-server.ts";

const { default: idempotency } = await import("../../../services/idempotency/idempotency.service.ts");

/** Refuses every registration. */
const account: ServiceSchema = {
	name: "account",
	actions: {
		register: {
			guard: "anyone",
			handler() {
				throw new Refused("phone_taken");
			},
		},
	},
};

class Refused extends Refusal {
	constructor(code: "phone_taken" | "store_closed" | "overloaded" | "bad_credentials") {
		super(code, `Refused with ${code}.`);
	}
}

/** An order service that creates an order with each call, or waits or fails as the note demands. */
export const order = () => {
	const { promise: mayRespond, resolve: respond } = Promise.withResolvers<void>();
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
					if (note === "slow") await mayRespond;
					if (note === "bug") throw new Error("bug");
					if (note === "lost" && calls.length === 1) throw new Errors.RequestRejectedError({ action: "order.place", nodeID: "n" });
					if (note === "store_closed" || note === "overloaded" || note === "bad_credentials") throw new Refused(note);
					return { id: `ord_${calls.length}`, version: calls.length };
				},
			},
			cancel: {
				guard: ["customer"],
				params: { orderId: "string", note: "string" },
				handler({ params: { note } }) {
					if (note === "lost") throw new Errors.RequestRejectedError({ action: "order.cancel", nodeID: "n" });
					return { status: "granted" };
				},
			},
		},
	};
	return { schema, calls, respond };
};

export const gatewayWith = ({ schema }: ReturnType<typeof order>): Promise<GatewayServer> =>
	GatewayServer.start([schema, account, idempotency as unknown as ServiceSchema]);

/** The behaviour of idempotency keys on any storage; the settings choose it. */
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
		const summary = ({ body, headers, status }: Answer) => [status, body.id ?? body.code, headers.get("idempotency-replayed")];

		const keys = () =>
			server.broker.getLocalService("idempotency") as unknown as {
				adapter: StoreAdapter;
				reservations: { sweep(): Promise<void> };
			};
		const stored = () => keys().adapter.actorStore<Reservation>({ name: "idempotency" });

		/** Puts the reservations into the state that a crashed node leaves: without a lease and without a response. */
		const expireReservations = async () => {
			const documents = await stored();
			for (const found of await documents.list({ limit: 100 }))
				await documents.replace(
					{ ...found, version: found.version + 1, state: { ...found.state, leaseUntil: 0, answer: null } },
					found.version,
				);
		};

		describe("a POST that is repeated with its key", () => {
			it("gets the first response again", async () => {
				const first = await place("a", "key-1");
				const second = await place("a", "key-1");

				expect(summary(first)).toEqual([201, "ord_1", null]);
				expect(summary(second)).toEqual([201, "ord_1", "true"]);
				for (const header of ["location", "etag", "content-type"]) expect(second.headers.get(header)).toBe(first.headers.get(header));
				expect(second.body).toEqual(first.body);
				expect(stub.calls.length).toBe(1);
			});

			it("is refused with another body", async () => {
				await place("a", "key-1");

				expect(summary(await place("b", "key-1"))).toEqual([422, "idempotency_key_reused", null]);
				expect(stub.calls.length).toBe(1);
			});

			it("is refused before the fields of another body are checked", async () => {
				await place("a", "key-1");

				const invalid = await server.send("POST", "/v1/orders", { as: anna, body: { note: 7 }, headers: { "idempotency-key": "key-1" } });

				expect(summary(invalid)).toEqual([422, "idempotency_key_reused", null]);
			});

			it("is refused while the first is in progress", async () => {
				const first = place("slow", "key-1");
				await eventually(() => expect(stub.calls.length).toBe(1));

				const refused = await place("slow", "key-1");
				expect(summary(refused)).toEqual([409, "idempotency_key_in_flight", null]);
				expect(refused.headers.get("retry-after")).toBe("1");
				stub.respond();
				expect(summary(await first)).toEqual([201, "ord_1", null]);
				expect(summary(await place("slow", "key-1"))).toEqual([201, "ord_1", "true"]);
			});

			it("is refused for as long as the first takes, because its gateway renews the key", async () => {
				const first = place("slow", "key-1");
				await eventually(() => expect(stub.calls.length).toBe(1));

				await eventually(async () => expect((await (await stored()).list({ limit: 1 }))[0]!.version).toBeGreaterThan(2));
				expect(summary(await place("slow", "key-1"))).toEqual([409, "idempotency_key_in_flight", null]);
				stub.respond();

				expect(summary(await first)).toEqual([201, "ord_1", null]);
				expect(summary(await place("slow", "key-1"))).toEqual([201, "ord_1", "true"]);
			});

			it("is executed once when sent ten times concurrently", async () => {
				const statuses: number[] = [];
				const all = Array.from({ length: 10 }, async () => void statuses.push((await place("slow", "key-1")).status));
				await eventually(() => expect(statuses.length).toBe(9));
				stub.respond();
				await Promise.all(all);

				expect(statuses).toEqual([...Array(9).fill(409), 201]);
				expect(stub.calls.length).toBe(1);
			});

			it.each([
				["gets the stored response after a final refusal", "store_closed", 1, [409, "store_closed", "true"]],
				["is executed again after an internal error", "bug", 2, [500, "internal", null]],
				["is executed again after an overload", "overloaded", 2, [503, "overloaded", null]],
				["is executed again after bad credentials", "bad_credentials", 2, [401, "bad_credentials", null]],
			])("%s", async (_, note, calls, expected) => {
				await place(note, "key-1");

				expect(summary(await place(note, "key-1"))).toEqual(expected);
				expect(stub.calls.length).toBe(calls);
			});

			it("may have another body after bad credentials", async () => {
				await place("bad_credentials", "key-1");

				expect(summary(await place("good", "key-1"))).toEqual([201, "ord_2", null]);
			});

			it("creates the same id again after a crash", async () => {
				await place("a", "key-1");
				await expireReservations();
				await place("a", "key-1");
				await place("a", "key-2");

				expect(stub.calls.length).toBe(3);
				expect(stub.calls[1]).toBe(stub.calls[0]);
				expect(stub.calls[2]).not.toBe(stub.calls[0]);
			});
		});

		describe("a POST that creates, whose node died during the call", () => {
			it("is repeated on another node, for the same id, if it has a key", async () => {
				expect(summary(await place("lost", "key-1"))).toEqual([201, "ord_2", null]);
				expect(stub.calls).toEqual([stub.calls[0], stub.calls[0]]);
			});

			it("is not repeated without a key, because a second call would create a second resource", async () => {
				const answer = await server.send("POST", "/v1/orders", { as: anna, body: { note: "lost" } });

				expect(summary(answer)).toEqual([503, "unavailable", null]);
				expect(stub.calls.length).toBe(1);
			});

			it("is not repeated if it does not create", async () => {
				const answer = await place("lost", "key-1", anna, "/v1/orders/ord_1/cancellation");

				expect(summary(answer)).toEqual([503, "unavailable", null]);
			});
		});

		describe("a repeated invalid POST", () => {
			it("is checked again and leaves nothing in the storage, and the key may have a valid body", async () => {
				const send = () => server.send("POST", "/v1/orders", { as: anna, body: { note: 7 }, headers: { "idempotency-key": "key-1" } });
				const answers = [await send(), await send()];

				expect(answers.map(summary)).toEqual(Array(2).fill([422, "invalid", null]));
				expect(await (await stored()).list({ limit: 1 })).toEqual([]);
				expect(summary(await place("good", "key-1"))).toEqual([201, "ord_1", null]);
			});
		});

		describe("a refused POST of a stranger", () => {
			it("leaves nothing in the storage", async () => {
				const send = () => server.send("POST", "/v1/accounts", { body: { note: "refused" }, headers: { "idempotency-key": "key-1" } });

				expect([summary(await send()), summary(await send())]).toEqual(Array(2).fill([409, "phone_taken", null]));
				expect(await (await stored()).list({ limit: 1 })).toEqual([]);
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
				["without characters", ""],
				["of 256 characters", "k".repeat(256)],
				["with a non-ASCII character", "caf\u00e9"],
			])("%s is refused", async (_, key) => {
				expect(summary(await place("a", key))).toEqual([422, "invalid_idempotency_key", null]);
				expect(stub.calls.length).toBe(0);
			});

			it("of 255 characters is accepted", async () => {
				expect((await place("a", "~".repeat(255))).status).toBe(201);
			});

			it("is optional", async () => {
				const answers = [
					await server.send("POST", "/v1/orders", { as: anna, body: {} }),
					await server.send("POST", "/v1/orders", { as: anna, body: {} }),
				];

				expect(answers.map(({ body }) => body.id)).toEqual(["ord_1", "ord_2"]);
			});

			it("and its response are not readable in the storage", async () => {
				await place("a secret note", "key-1");
				const documents = await stored();

				const json = JSON.stringify(await documents.list({ limit: 100 }));

				expect(json).toContain('"answer":"');
				for (const secret of ["key-1", "ord_1", "secret note", "acc_anna"]) expect(json).not.toContain(secret);
			});
		});

		describe("a key older than a day", () => {
			it("has no effect, and is removed", async () => {
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

				expect(summary(await place("a", "key-1"))).toEqual([201, "ord_2", null]);
				const [again] = await documents.list({ limit: 1 });
				await documents.replace({ ...old, version: again!.version + 1 }, again!.version);
				await keys().reservations.sweep();

				expect(await documents.list({ limit: 1 })).toEqual([]);
			});
		});
	});
};
