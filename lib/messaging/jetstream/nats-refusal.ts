import { type ConnectionOptions, ErrorCode, NatsError } from "nats";

/** NATS is there, and will not have us as we are set up: waiting is no use. The message names the setting. */
export class RefusedByNats extends Error {
	override name = "RefusedByNats";
}

const CREDENTIALS = "check NATS_USER and NATS_PASSWORD, NATS_NKEY_SEED, or what NATS_URL says before the @";

/** What a certificate that cannot be trusted is called: by OpenSSL, or by Node. */
const DISTRUST = /CERT|SIGNATURE|INVALID_CA|HOSTNAME|^ERR_(TLS|SSL|OSSL)/;

const explanationOf = (error: unknown): string | undefined => {
	const { code = "", message } = error as Partial<NatsError>;
	if (code === ErrorCode.AuthorizationViolation) return `NATS refuses this process's credentials: ${CREDENTIALS}.`;
	if (code === ErrorCode.ServerOptionNotAvailable && message === "tls")
		return "NATS does not speak TLS, which NATS_URL (by tls://) or NATS_TLS_CA asks for.";
	if (!(error instanceof NatsError) && DISTRUST.test(code)) return `NATS is not trusted: ${message}. Check NATS_TLS_CA and NATS_URL.`;
	return undefined;
};

/** Undefined for what may pass by itself. */
export const refusalOf = (error: unknown): RefusedByNats | undefined => {
	const explanation = explanationOf(error);
	return explanation === undefined ? undefined : new RefusedByNats(explanation, { cause: error });
};

/** A server that misses a certificate says so when the client, who thinks that all is well, no longer listens for it. */
export const silenceOf = (error: unknown, { tls }: ConnectionOptions): Error | undefined => {
	const isSilent = tls && !tls.certFile && (error as Partial<NatsError>).code === ErrorCode.Timeout;
	return isSilent ? new Error("no answer over TLS; should it want a certificate, set NATS_TLS_CERT and NATS_TLS_KEY.") : undefined;
};
