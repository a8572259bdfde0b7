import { type ConnectionOptions, ErrorCode, NatsError } from "nats";

/** NATS rejects this process's configuration, so retrying is useless. The message names the setting to check. */
export class RefusedByNats extends Error {
	override name = "RefusedByNats";
}

const CREDENTIALS = "check NATS_USER and NATS_PASSWORD, NATS_NKEY_SEED, or the credentials in NATS_URL";

/** Error codes of OpenSSL and Node for untrusted certificates. */
const UNTRUSTED = /CERT|SIGNATURE|INVALID_CA|HOSTNAME|^ERR_(TLS|SSL|OSSL)/;

const explanationOf = (error: unknown): string | undefined => {
	const { code = "", message } = error as Partial<NatsError>;
	if (code === ErrorCode.AuthorizationViolation) return `NATS rejected the credentials of this process: ${CREDENTIALS}.`;
	if (code === ErrorCode.ServerOptionNotAvailable && message === "tls")
		return "The NATS server does not support TLS, which NATS_URL (tls://) or NATS_TLS_CA requires.";
	if (!(error instanceof NatsError) && UNTRUSTED.test(code))
		return `The TLS certificate of NATS is not trusted: ${message}. Check NATS_TLS_CA and NATS_URL.`;
	return undefined;
};

/** The permanent rejection behind an error, or undefined if the error may be temporary. */
export const refusalOf = (error: unknown): RefusedByNats | undefined => {
	const explanation = explanationOf(error);
	return explanation === undefined ? undefined : new RefusedByNats(explanation, { cause: error });
};

/** A server that requires a client certificate reports its absence only after the handshake, which the client sees as a timeout. */
export const tlsTimeoutOf = (error: unknown, { tls }: ConnectionOptions): Error | undefined => {
	const isLikely = tls && !tls.certFile && (error as Partial<NatsError>).code === ErrorCode.Timeout;
	return isLikely
		? new Error("timeout over TLS. If the server requires a client certificate, set NATS_TLS_CERT and NATS_TLS_KEY.")
		: undefined;
};
