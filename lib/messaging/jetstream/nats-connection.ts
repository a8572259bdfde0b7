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

/** However long the server is away, and whatever it says of us meanwhile, the connection comes back. Times in ms. */
export const LASTING: ConnectionOptions = {
	maxReconnectAttempts: -1,
	ignoreAuthErrorAbort: true,
	reconnectTimeWait: 250,
	reconnectJitter: 250,
	pingInterval: 5_000,
	maxPingOut: 2,
	timeout: 2_000,
	// An error made in advance for every request costs a sixth of the CPU.
	noAsyncTraces: true,
};

/** How this process reaches NATS: by its bus, and by Moleculer's transporter, which knows less of addresses. */
export const natsConnection = (settings: NatsSettings): ConnectionOptions => {
	const addresses = (settings.natsUrl ?? []).map((address) => new URL(address));
	const authenticator = authenticatorOf(settings, addresses);
	const tls = tlsOf(settings, addresses);
	return {
		...LASTING,
		servers: addresses.map(({ host }) => host),
		...(authenticator ? { authenticator } : undefined),
		...(tls ? { tls } : undefined),
	};
};

/** A function keeps what it knows to itself when options are printed or sent. */
function authenticatorOf({ natsNkeySeed, natsPassword, natsUser }: NatsSettings, addresses: URL[]): Authenticator | undefined {
	if (natsNkeySeed) return nkeyAuthenticator(new TextEncoder().encode(natsNkeySeed));
	if (natsUser) return usernamePasswordAuthenticator(natsUser, natsPassword);
	const [user, password] = credentialsIn(addresses);
	if (user && password) return usernamePasswordAuthenticator(user, password);
	return user ? tokenAuthenticator(user) : undefined;
}

/** The first address that has any speaks for all, as in NATS's own clients. */
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
	const isWanted = addresses.some(({ protocol }) => protocol === "tls:") || Object.keys(files).length > 0;
	return isWanted ? files : undefined;
}
