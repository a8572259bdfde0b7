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

/** User, password and TLS are in the address; whom to trust beside well-known authorities is in a file. */
export const openRedis = (url: string, options: RedisOptions): Redis => {
	const { redisTlsCa } = config;
	const tls = redisTlsCa && url.startsWith("rediss:") ? { tls: { ca: readFileSync(redisTlsCa) } } : undefined;
	return new Redis(url, { ...options, ...tls, Connector });
};

const REFUSED = /\b(WRONGPASS|NOAUTH|NOPERM|AUTH)\b/;
const DISTRUSTED = /CERT|SIGNATURE/;

/** Why Redis cannot be used, and which setting to look at. Its errors hold what was sent, passwords too: only this is shown. */
export const trouble = ({ code = "", message }: Error & { code?: string }): string => {
	if (REFUSED.test(message)) return `it refuses the user or password of REDIS_URL (${message})`;
	if (DISTRUSTED.test(code)) return `it is not trusted, see REDIS_TLS_CA (${message})`;
	return message || code;
};
