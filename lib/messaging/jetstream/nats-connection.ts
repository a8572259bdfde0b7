import {
	type Authenticator,
	type ConnectionOptions,
	nkeyAuthenticator,
	type TlsOptions,
	tokenAuthenticator,
	usernamePasswordAuthenticator,
} from "nats";
import type { Config } from "../../config/config.ts";

export type NatsSettings = Pick<
	Config,
	"natsUrl" | "natsUser" | "natsPassword" | "natsNkeySeed" | "natsTlsCa" | "natsTlsCert" | "natsTlsKey"
>;

/** Reconnect without a limit, even after authentication errors. Times in ms. */
export const RECONNECT_FOREVER: ConnectionOptions = {
	maxReconnectAttempts: -1,
	ignoreAuthErrorAbort: true,
	reconnectTimeWait: 250,
	reconnectJitter: 250,
	pingInterval: 5_000,
	maxPingOut: 2,
	timeout: 2_000,
	// Creating an error for the stack trace of every request costs a sixth of the CPU.
	noAsyncTraces: true,
};

/** The NATS connection options, for the bus and for Moleculer's transporter, which supports fewer URL formats. */
export const natsConnection = (settings: NatsSettings): ConnectionOptions => {
	const addresses = (settings.natsUrl ?? []).map((address) => new URL(address));
	const authenticator = authenticatorOf(settings, addresses);
	const tls = tlsOf(settings, addresses);
	return {
		...RECONNECT_FOREVER,
		servers: addresses.map(({ host }) => host),
		...(authenticator ? { authenticator } : undefined),
		...(tls ? { tls } : undefined),
	};
};

/** The authenticator is a function, so its credentials do not appear when options are printed or sent. */
function authenticatorOf({ natsNkeySeed, natsPassword, natsUser }: NatsSettings, addresses: URL[]): Authenticator | undefined {
	if (natsNkeySeed) return nkeyAuthenticator(new TextEncoder().encode(natsNkeySeed));
	if (natsUser) return usernamePasswordAuthenticator(natsUser, natsPassword);
	const [user, password] = credentialsIn(addresses);
	if (user && password) return usernamePasswordAuthenticator(user, password);
	return user ? tokenAuthenticator(user) : undefined;
}

/** Credentials of the first URL that has any apply to all servers, as in the official NATS clients. */
function credentialsIn(addresses: URL[]): (string | undefined)[] {
	const { username, password } = addresses.find((address) => address.username) ?? {};
	return [username, password].map((part) => part && decodeURIComponent(part));
}

function tlsOf({ natsTlsCa, natsTlsCert, natsTlsKey }: NatsSettings, addresses: URL[]): TlsOptions | undefined {
	const files = {
		...(natsTlsCa ? { caFile: natsTlsCa } : undefined),
		...(natsTlsCert ? { certFile: natsTlsCert } : undefined),
		...(natsTlsKey ? { keyFile: natsTlsKey } : undefined),
	};
	const isRequired = addresses.some(({ protocol }) => protocol === "tls:") || Object.keys(files).length > 0;
	return isRequired ? files : undefined;
}
