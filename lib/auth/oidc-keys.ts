import { type CryptoKey, createLocalJWKSet, errors, type FlattenedJWSInput, type JWSHeaderParameters } from "jose";
import { isSuccess, send } from "../clients/http.ts";
import { Refusal } from "../domain/refusal.ts";

/** The provider's keys are unavailable, so its tokens cannot be verified. */
export class ProviderUnavailable extends Refusal {
	constructor(reason: string) {
		super("identity_provider_unavailable", `The identity provider's keys are unavailable: ${reason}`, { retryAfter: PAUSE_MS / 1000 });
	}
}

const TIMEOUT_MS = 3_000;
/** Minimum interval between requests, failed ones included: forged tokens must not flood the provider. */
const PAUSE_MS = 10_000;
/** A withdrawn key may be accepted for this long. */
const FRESH_MS = 10 * 60_000;
/** Known keys are accepted for this long while the provider is unavailable. */
const MAX_AGE_MS = 24 * 3_600_000;

type KeySet = ReturnType<typeof createLocalJWKSet>;

const read = async (address: string, signal: AbortSignal): Promise<Record<string, unknown>> => {
	const reply = await send(address, { headers: { accept: "application/json" }, signal });
	if (!isSuccess(reply)) throw new Error(`${address} responded with status ${reply.status}.`);
	return JSON.parse(reply.text) as Record<string, unknown>;
};

/** The JWKS URL from the provider's discovery document. */
const keysUrl = async (issuer: string, signal: AbortSignal): Promise<string> => {
	const { issuer: named, jwks_uri: address } = await read(`${issuer.replace(/\/$/, "")}/.well-known/openid-configuration`, signal);
	if (named !== issuer) throw new Error(`Its discovery document names the issuer ${named} instead of ${issuer}.`);
	if (typeof address !== "string" || !URL.canParse(address)) throw new Error("Its discovery document has no valid jwks_uri.");
	if (issuer.startsWith("https:") && !address.startsWith("https:")) throw new Error(`Its jwks_uri does not use TLS: ${address}`);
	return address;
};

const fetchKeys = async (issuer: string): Promise<KeySet> => {
	const signal = AbortSignal.timeout(TIMEOUT_MS);
	const keys = await read(await keysUrl(issuer, signal), signal);
	return createLocalJWKSet(keys as unknown as Parameters<typeof createLocalJWKSet>[0]);
};

/** The public keys of an identity provider. Fetched when a key is missing, and refreshed every few minutes. */
export class ProviderKeys {
	#issuer: string;
	#warn: (message: string) => void;
	#now: () => number;
	#keys: KeySet | undefined;
	#fetchedAt = Number.NEGATIVE_INFINITY;
	#requestedAt = Number.NEGATIVE_INFINITY;
	#request: Promise<void> = Promise.resolve();
	#isUnavailable = false;

	constructor(issuer: string, warn: (message: string) => void, now = () => performance.now()) {
		this.#issuer = issuer;
		this.#warn = warn;
		this.#now = now;
	}

	async find(header: JWSHeaderParameters, token: FlattenedJWSInput): Promise<CryptoKey> {
		const age = this.#now() - this.#fetchedAt;
		if (age > MAX_AGE_MS) await this.#refresh();
		// The known keys suffice for this token; #fetch has logged the failure.
		else if (age > FRESH_MS) void this.#refresh().catch(() => undefined);
		try {
			return await this.#keys!(header, token);
		} catch (error) {
			if (!(error instanceof errors.JWKSNoMatchingKey)) throw error;
		}
		await this.#refresh();
		return this.#keys!(header, token);
	}

	/** Calls within the interval share the last request: succeeded, failed or pending. */
	#refresh(): Promise<void> {
		if (this.#now() - this.#requestedAt < PAUSE_MS) return this.#request;
		this.#requestedAt = this.#now();
		this.#request = this.#fetch();
		return this.#request;
	}

	async #fetch(): Promise<void> {
		try {
			this.#keys = await fetchKeys(this.#issuer);
			this.#fetchedAt = this.#now();
			this.#isUnavailable = false;
		} catch (error) {
			const unavailable = new ProviderUnavailable((error as Error).message);
			if (!this.#isUnavailable) this.#warn(unavailable.message);
			this.#isUnavailable = true;
			throw unavailable;
		}
	}
}
