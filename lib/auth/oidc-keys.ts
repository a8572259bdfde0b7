import { type CryptoKey, createLocalJWKSet, errors, type FlattenedJWSInput, type JWSHeaderParameters } from "jose";
import { ask, isGood } from "../clients/http.ts";
import { Refusal } from "../domain/refusal.ts";

/** Nobody can say whether the token is good. */
export class ProviderAway extends Refusal {
	constructor(why: string) {
		super("identity_provider_unavailable", `The identity provider's keys are not to be had: ${why}`, { retryAfter: PAUSE_MS / 1000 });
	}
}

const ANSWERS_WITHIN_MS = 3_000;
/** Between two questions, whatever becomes of them: made-up tokens are not to become a flood at the provider. */
const PAUSE_MS = 10_000;
/** So long a key that was withdrawn may still be believed. */
const FRESH_MS = 10 * 60_000;
/** So long while the provider is away. */
const KEPT_MS = 24 * 3_600_000;

type KeySet = ReturnType<typeof createLocalJWKSet>;

const read = async (address: string, signal: AbortSignal): Promise<Record<string, unknown>> => {
	const reply = await ask(address, { headers: { accept: "application/json" }, signal });
	if (!isGood(reply)) throw new Error(`${address} answers ${reply.status}.`);
	return JSON.parse(reply.text) as Record<string, unknown>;
};

/** Where the provider's own description says that its keys are. */
const addressOfKeys = async (issuer: string, signal: AbortSignal): Promise<string> => {
	const { issuer: named, jwks_uri: address } = await read(`${issuer.replace(/\/$/, "")}/.well-known/openid-configuration`, signal);
	if (named !== issuer) throw new Error(`It calls itself ${named}, not ${issuer}.`);
	if (typeof address !== "string" || !URL.canParse(address)) throw new Error("It does not say where its keys are.");
	if (issuer.startsWith("https:") && !address.startsWith("https:")) throw new Error(`Its keys come over an open line: ${address}`);
	return address;
};

const fetchKeys = async (issuer: string): Promise<KeySet> => {
	const signal = AbortSignal.timeout(ANSWERS_WITHIN_MS);
	const keys = await read(await addressOfKeys(issuer, signal), signal);
	return createLocalJWKSet(keys as unknown as Parameters<typeof createLocalJWKSet>[0]);
};

/** The public keys of an identity provider: asked for when one is missing, and again every few minutes. */
export class ProviderKeys {
	#issuer: string;
	#warn: (message: string) => void;
	#now: () => number;
	#keys: KeySet | undefined;
	#heardAt = Number.NEGATIVE_INFINITY;
	#askedAt = Number.NEGATIVE_INFINITY;
	#answer: Promise<void> = Promise.resolve();
	#isAway = false;

	constructor(issuer: string, warn: (message: string) => void, now = () => performance.now()) {
		this.#issuer = issuer;
		this.#warn = warn;
		this.#now = now;
	}

	async find(header: JWSHeaderParameters, token: FlattenedJWSInput): Promise<CryptoKey> {
		const age = this.#now() - this.#heardAt;
		if (age > KEPT_MS) await this.#ask();
		// What is known is good enough for this one; that it failed was said.
		else if (age > FRESH_MS) void this.#ask().catch(() => undefined);
		try {
			return await this.#keys!(header, token);
		} catch (error) {
			if (!(error instanceof errors.JWKSNoMatchingKey)) throw error;
		}
		await this.#ask();
		return this.#keys!(header, token);
	}

	/** Whoever comes during the pause shares the last answer, be it good, bad or still on its way. */
	#ask(): Promise<void> {
		if (this.#now() - this.#askedAt < PAUSE_MS) return this.#answer;
		this.#askedAt = this.#now();
		this.#answer = this.#fetch();
		return this.#answer;
	}

	async #fetch(): Promise<void> {
		try {
			this.#keys = await fetchKeys(this.#issuer);
			this.#heardAt = this.#now();
			this.#isAway = false;
		} catch (error) {
			const away = new ProviderAway((error as Error).message);
			if (!this.#isAway) this.#warn(away.message);
			this.#isAway = true;
			throw away;
		}
	}
}
