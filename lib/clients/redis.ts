import { readFileSync } from "node:fs";
import { Redis, type RedisOptions } from "ioredis";
import standalone from "ioredis/built/connectors/StandaloneConnector.js";
import { config } from "../config/config.ts";

/**
 * ioredis handles only the first error of a socket. TLS sockets can report a second one, which would end the process:
 * https://github.com/redis/ioredis/pull/961.
 */
class Connector extends standalone.default {
	constructor(options: unknown) {
		super(options as ConstructorParameters<typeof standalone.default>[0]);
	}

	override async connect(...args: Parameters<standalone.default["connect"]>) {
		const stream = await super.connect(...args);
		return stream.on("error", () => undefined);
	}
}

/** The URL contains user, password and TLS; REDIS_TLS_CA names a file with additional CA certificates. */
export const openRedis = (url: string, options: RedisOptions): Redis => {
	const { redisTlsCa } = config;
	const tls = redisTlsCa && url.startsWith("rediss:") ? { tls: { ca: readFileSync(redisTlsCa) } } : undefined;
	return new Redis(url, { ...options, ...tls, Connector });
};

const AUTH_FAILED = /\b(WRONGPASS|NOAUTH|NOPERM|AUTH)\b/;
const UNTRUSTED = /CERT|SIGNATURE/;

/** The cause of a Redis error and the setting to check. Log only this: ioredis errors contain the command, including passwords. */
export const describeRedisError = ({ code = "", message }: Error & { code?: string }): string => {
	if (AUTH_FAILED.test(message)) return `authentication failed, check REDIS_URL (${message})`;
	if (UNTRUSTED.test(code)) return `the TLS certificate is not trusted, check REDIS_TLS_CA (${message})`;
	return message || code;
};
