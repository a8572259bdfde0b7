import type { IncomingMessage } from "node:http";
import type { ServiceBroker } from "moleculer";
import { type Claim, idempotency, RENEWAL_MS } from "../../../contracts/idempotency.ts";
import { call } from "../../../lib/broker/contract.ts";
import { endingOf } from "../../../lib/domain/ids.ts";
import { IdempotencyKeyInFlight, IdempotencyKeyReused, InvalidIdempotencyKey } from "../gateway.errors.ts";
import { fingerprint, type KeyedTo, reservationId, type StoredAnswer, seal, unseal } from "./stored-answer.ts";

const VISIBLE_ASCII = /^[\x21-\x7e]{1,255}$/;
/** Not stored: after signing in or waiting, the same request may succeed. One that cannot be read or is invalid has no effect to repeat. */
const NOT_STORED = [400, 401, 413, 415, 422, 429];

/** Longer than any call, so that an attempt that never ends does not hold its key for ever. */
const MAX_RENEWALS = 30;

/** A POST with an `Idempotency-Key`, from the reservation of the key to the response. */
export class IdempotentRequest {
	/** The response to the first request with this key. */
	readonly firstAnswer: StoredAnswer | undefined;
	/** Every attempt derives the same ids from it, so that a retry finds what an earlier attempt created. */
	readonly idEnding: string;
	#broker: ServiceBroker;
	#keyedTo: KeyedTo;
	#isSignedIn: boolean;
	#reservation: { id: string; version: number };
	#renewing: NodeJS.Timeout | undefined;

	private constructor(
		{ broker, isSignedIn }: { broker: ServiceBroker; isSignedIn: boolean },
		keyedTo: KeyedTo,
		id: string,
		claim: Claim & { is: "first" | "answered" },
	) {
		this.#broker = broker;
		this.#isSignedIn = isSignedIn;
		this.#keyedTo = keyedTo;
		this.#reservation = { id, version: claim.is === "first" ? claim.version : 0 };
		this.firstAnswer = claim.is === "answered" ? unseal(claim.sealed, keyedTo) : undefined;
		this.idEnding = claim.is === "first" ? endingOf(claim.reservedAt, id) : "";
		if (claim.is === "first") this.#renew(MAX_RENEWALS);
	}

	static async reserve(by: { broker: ServiceBroker; isSignedIn: boolean }, keyedTo: KeyedTo, params: unknown): Promise<IdempotentRequest> {
		const [, , , key] = keyedTo;
		if (!VISIBLE_ASCII.test(key)) throw new InvalidIdempotencyKey();
		const id = reservationId(keyedTo);
		const claim = await call(by.broker, idempotency.reserve, { id, request: fingerprint(params) });
		if (claim.is === "underWay") throw new IdempotencyKeyInFlight();
		if (claim.is === "other") throw new IdempotencyKeyReused();
		return new IdempotentRequest(by, keyedTo, id, claim);
	}

	/** Shows other nodes that this attempt is still running. */
	#renew(left: number): void {
		this.#renewing = setTimeout(() => {
			void call(this.#broker, idempotency.renew, this.#reservation).catch(() => undefined);
			if (left > 1) this.#renew(left - 1);
		}, RENEWAL_MS).unref();
	}

	/** Refusals of strangers are not stored: anyone could fill the storage with them. */
	#isForgotten({ status }: StoredAnswer): boolean {
		return NOT_STORED.includes(status) || (status >= 400 && !this.#isSignedIn);
	}

	/** Runs before the response is sent, so that a retry gets the same response even after a crash. */
	async settle(answer: StoredAnswer): Promise<void> {
		clearTimeout(this.#renewing);
		if (answer.status >= 500) await call(this.#broker, idempotency.release, this.#reservation);
		else if (this.#isForgotten(answer)) await call(this.#broker, idempotency.forget, this.#reservation);
		else await call(this.#broker, idempotency.keep, { ...this.#reservation, answer: seal(answer, this.#keyedTo) });
	}
}

/** The key of a POST, not validated yet. */
export const idempotencyKeyOf = ({ headers, method }: IncomingMessage): string | undefined =>
	method === "POST" ? (headers["idempotency-key"] as string | undefined) : undefined;
