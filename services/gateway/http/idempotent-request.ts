import type { IncomingMessage } from "node:http";
import type { ServiceBroker } from "moleculer";
import { type Claim, idempotency } from "../../../contracts/idempotency.ts";
import { call } from "../../../lib/broker/contract.ts";
import { fingerprint, type KeptAnswer, type KeyedTo, reservationId, seal, unseal } from "../../../lib/domain/idempotency.ts";
import { endingOf } from "../../../lib/domain/ids.ts";
import { IdempotencyKeyInFlight, IdempotencyKeyReused, InvalidIdempotencyKey } from "../gateway.errors.ts";

const VISIBLE_ASCII = /^[\x21-\x7e]{1,255}$/;
/** After these the same request may turn out otherwise: who asked too often or as nobody may come again. */
const NEVER_TRIED = [401, 429];

/** A POST that was sent with an `Idempotency-Key`, from its reservation to its answer. */
export class KeyedRequest {
	/** The answer that an earlier one got. */
	readonly earlier: KeptAnswer | undefined;
	/** Makes every attempt name what it makes alike, so that a later one finds what an earlier one made. */
	readonly idEnding: string;
	#broker: ServiceBroker;
	#keyedTo: KeyedTo;
	#held: { id: string; version: number };

	private constructor(broker: ServiceBroker, keyedTo: KeyedTo, id: string, claim: Claim & { is: "first" | "answered" }) {
		this.#broker = broker;
		this.#keyedTo = keyedTo;
		this.#held = { id, version: claim.is === "first" ? claim.version : 0 };
		this.earlier = claim.is === "answered" ? unseal(claim.sealed, keyedTo) : undefined;
		this.idEnding = claim.is === "first" ? endingOf(claim.reservedAt, id) : "";
	}

	static async reserve(broker: ServiceBroker, keyedTo: KeyedTo, params: unknown): Promise<KeyedRequest> {
		const [, , , key] = keyedTo;
		if (!VISIBLE_ASCII.test(key)) throw new InvalidIdempotencyKey();
		const id = reservationId(keyedTo);
		const claim = await call(broker, idempotency.reserve, { id, request: fingerprint(params) });
		if (claim.is === "underWay") throw new IdempotencyKeyInFlight();
		if (claim.is === "other") throw new IdempotencyKeyReused();
		return new KeyedRequest(broker, keyedTo, id, claim);
	}

	/** Runs before the answer is sent, so that a retry gets the same answer even after a crash. */
	async settle(answer: KeptAnswer): Promise<void> {
		if (answer.status >= 500) await call(this.#broker, idempotency.release, this.#held);
		else if (NEVER_TRIED.includes(answer.status)) await call(this.#broker, idempotency.forget, this.#held);
		else await call(this.#broker, idempotency.keep, { ...this.#held, answer: seal(answer, this.#keyedTo) });
	}
}

/** The key of a POST, well-formed or not. */
export const idempotencyKeyOf = ({ headers, method }: IncomingMessage): string | undefined =>
	method === "POST" ? (headers["idempotency-key"] as string | undefined) : undefined;
