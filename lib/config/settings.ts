import { ed25519Key, ed25519Keys } from "./key-kinds.ts";
import { boolean, choice, decimal, file, integer, type Kind, list, matching, origin, text, url } from "./setting-kinds.ts";

/** What a default may depend on. */
export interface Basis {
	production: boolean;
	dataDir: string;
}

export interface Setting<T> {
	env: string;
	kind: Kind<T & {}>;
	means: string;
	fallback: (basis: Basis) => T;
	/** Never printed, logged or documented with a value. */
	secret?: true;
}

const setting = <T>(env: string, kind: Kind<T>, fallback: NoInfer<T> | ((basis: Basis) => NoInfer<T>), means: string): Setting<T> => ({
	env,
	kind: kind as Kind<T & {}>,
	means,
	fallback: typeof fallback === "function" ? (fallback as (basis: Basis) => T) : () => fallback,
});
const optional = <T extends {}>(env: string, kind: Kind<T>, means: string): Setting<T | undefined> => ({
	env,
	kind,
	means,
	fallback: () => undefined,
});
const secret = <T>(hidden: Setting<T>): Setting<T> => ({ ...hidden, secret: true });

const DAY = 86_400;
const name = matching(/^[a-z0-9][a-z0-9-]{0,62}$/, "a name of small letters, digits and dashes");
const roleGrant = matching(
	/^([^*=]+=(customer|rider|operator|staff:[a-z0-9][a-z0-9-]*)|[^*=]+\*=staff:\*)$/,
	"like couriers=rider, admins=operator, gangnam-team=staff:gangnam or, for the store with that name, store-*=staff:*",
);
const storeAddress = matching(/^(sqlite:|mongodb(\+srv)?:\/\/)./, "sqlite:<file> or mongodb://…");
/** Public, so that a demo's sessions outlive its restarts; refused in production. */
export const DEMO_SECRET = "cortado-demo-secret-known-to-everybody";

/** Every environment variable that the backend reads. */
export const SETTINGS = {
	environment: setting(
		"NODE_ENV",
		choice("development", "test", "production"),
		"development",
		"`production` makes no demo and wants a `SECRET`",
	),
	dataDir: setting("DATA_DIR", text(), "data", "Folder of the SQLite files"),

	host: setting("HOST", text(), "127.0.0.1", "Address that the gateway and `HEALTH_PORT` listen on"),
	port: setting("PORT", integer(0, 65_535), 3000, "Port that the gateway listens on; 0 takes any free one"),
	healthPort: optional(
		"HEALTH_PORT",
		integer(0, 65_535),
		"Port on which a node with or without a gateway answers `/health/live`, `/health/ready` and `/metrics`; 0 takes any free one",
	),
	trustProxy: setting("TRUST_PROXY", integer(0, 10), 0, "How many proxies in front may say who the caller is by `X-Forwarded-For`"),
	corsOrigins: setting("CORS_ORIGINS", list(origin), [], "Other sites whose pages may call the API"),
	rateLimitPerSecond: setting(
		"RATE_LIMIT_PER_SECOND",
		integer(1, 1_000_000),
		50,
		"Requests per account or address; bursts of twice that pass",
	),
	rateLimitSessionsPerMinute: setting(
		"RATE_LIMIT_SESSIONS_PER_MINUTE",
		integer(1, 1_000_000),
		10,
		"Attempts to sign in per phone; ten times that per address",
	),
	maxBacklog: setting("MAX_BACKLOG", integer(1, 10_000_000), 2000, "Messages that may wait before new orders are answered 503"),
	metrics: setting("METRICS", boolean, true, "Serve `GET /metrics`"),

	services: setting("SERVICES", list(name), [], "The services this process runs, by folder; none named means all"),
	namespace: setting("CORTADO_NAMESPACE", name, "cortado", "Keeps clusters on one NATS server apart"),
	nodeId: optional("CORTADO_NODE_ID", text(), "This process's name in the cluster; by default from host name and process id"),
	natsUrl: optional(
		"NATS_URL",
		list(url("nats", "tls")),
		"NATS servers of a cluster, with `tls://` over TLS only; without one everything runs in this process",
	),
	natsUser: optional(
		"NATS_USER",
		text(),
		"Who this process is at NATS, unless `NATS_URL` says it: `nats://user:password@…` or `nats://token@…`",
	),
	natsPassword: secret(optional("NATS_PASSWORD", text(), "Its password")),
	natsNkeySeed: secret(
		optional(
			"NATS_NKEY_SEED",
			matching(/^SU[A-Z2-7]{56}$/, "the seed of a user's NKey: SU and 56 more"),
			"Proves to NATS who this process is",
		),
	),
	natsTlsCa: optional("NATS_TLS_CA", file, "Certificates (PEM) of those who may vouch for NATS, if not well known; means TLS only"),
	natsTlsCert: optional("NATS_TLS_CERT", file, "This process's own certificate (PEM), where NATS asks for one"),
	natsTlsKey: optional("NATS_TLS_KEY", file, "Its key (PEM)"),
	natsReplicas: setting(
		"NATS_REPLICAS",
		integer(1, 5),
		1,
		"On how many servers of a NATS cluster each message is kept; 3 survive the loss of one",
	),
	redisUrl: optional(
		"REDIS_URL",
		url("redis", "rediss"),
		"Redis for what all gateways share, which else each keeps in memory, and for menus",
	),
	redisTlsCa: optional("REDIS_TLS_CA", file, "Certificates (PEM) of those who may vouch for a Redis at `rediss://`, if not well known"),

	storeTemplate: setting(
		"STORE_URL",
		storeAddress,
		({ dataDir }) => `sqlite:${dataDir}/cortado.db`,
		"Where documents are kept; `{service}` stands for the service's name. `STORE_URL_<SERVICE>` sends one service elsewhere",
	),
	sqliteSynchronous: setting(
		"SQLITE_SYNCHRONOUS",
		choice("full", "normal"),
		"full",
		"`normal` is quicker and may lose the last moments at a power cut",
	),

	logLevel: setting("LOG_LEVEL", choice("fatal", "error", "warn", "info", "debug", "trace"), "info", "Least important line that is logged"),
	logFormat: setting(
		"LOG_FORMAT",
		choice("json", "text"),
		({ production }) => (production ? "json" : "text"),
		"One object or one readable line each",
	),
	traceUrl: optional(
		"TRACE_URL",
		url("http", "https"),
		"Collector that takes spans as Zipkin does, below `/api/v2/spans`; without one nothing is traced",
	),
	traceShare: setting("TRACE_SHARE", decimal(0, 1), 1, "Share of the requests whose spans are sent there"),

	secret: secret(
		setting("SECRET", text(32), DEMO_SECRET, "Signs quotes and, without a `SIGNING_KEY`, sessions; production must set its own"),
	),
	secretsAccepted: secret(
		optional("SECRETS_ACCEPTED", list(text(32)), "Other secrets whose sessions are good: the last one, or the next (`docs/security.md`)"),
	),
	signingKey: secret(
		optional("SIGNING_KEY", ed25519Key, "Signs sessions by EdDSA instead; its public half is enough where no `account` service runs"),
	),
	verifyingKeys: secret(
		optional("VERIFYING_KEYS", ed25519Keys, "Other keys whose sessions are good, by their public halves: the last one, or the next"),
	),
	oidcIssuer: optional("OIDC_ISSUER", url("https", "http"), "Identity provider whose tokens are taken beside our own (OpenID Connect)"),
	oidcAudience: optional("OIDC_AUDIENCE", text(), "Whom its tokens have to be meant for; set with `OIDC_ISSUER`"),
	oidcRolesClaim: setting(
		"OIDC_ROLES_CLAIM",
		text(),
		"roles",
		"Claim with the caller's roles or groups there, as a name or a path like `a.b`",
	),
	oidcRoles: setting("OIDC_ROLES", list(roleGrant), [], "What those are here; whoever has none of them is a customer"),
	sessionHours: setting("SESSION_HOURS", integer(1, 8760), 12, "How long a sign-in lasts"),
	operatorPhone: optional(
		"OPERATOR_PHONE",
		matching(/^\d{9,15}$/, "a phone number of 9 to 15 digits"),
		"Account of the first operator, made at start",
	),
	operatorPassword: secret(optional("OPERATOR_PASSWORD", text(8), "Its password")),
	demo: setting("DEMO", boolean, ({ production }) => !production, "Make the demo's stores, stock and accounts; not in production"),

	paymentExpirySeconds: setting("PAYMENT_EXPIRY_SECONDS", integer(1, DAY), 600, "A prepaid order that is not paid by then is cancelled"),
	storeAnswerSeconds: setting(
		"STORE_ANSWER_SECONDS",
		integer(1, DAY),
		300,
		"An order that the store has not answered by then is cancelled",
	),
	riderAnswerSeconds: setting("RIDER_ANSWER_SECONDS", integer(1, DAY), 45, "A rider who has not answered by then is replaced"),
	collectSeconds: setting("COLLECT_SECONDS", integer(1, 7 * DAY), 14_400, "A ready pick-up that nobody has collected by then is cancelled"),
	quoteSeconds: setting("QUOTE_SECONDS", integer(1, DAY), 900, "How long a quoted delivery fee holds"),
	webhookAllowPrivate: setting("WEBHOOK_ALLOW_PRIVATE", boolean, false, "Let webhooks call private and loopback addresses"),

	alimtalkUrl: setting(
		"ALIMTALK_URL",
		url("https", "http"),
		"https://api.solapi.com",
		"Where the provider of KakaoTalk's Alimtalk answers",
	),
	alimtalkKey: optional("ALIMTALK_KEY", text(), "Its API key; Alimtalk is sent when all of these are set"),
	alimtalkSecret: secret(optional("ALIMTALK_SECRET", text(), "What requests to it are signed with")),
	alimtalkChannel: optional("ALIMTALK_CHANNEL", text(), "The business channel on KakaoTalk, by its id at the provider"),
	alimtalkSender: optional(
		"ALIMTALK_SENDER",
		matching(/^\d{8,12}$/, "a phone number of 8 to 12 digits"),
		"The registered number that SMS come from",
	),
	smsFallback: setting("SMS_FALLBACK", boolean, true, "Send an SMS where an Alimtalk message cannot be delivered"),

	deliveryBaseFee: setting("DELIVERY_BASE_FEE", integer(0, 1_000_000), 3000, "KRW for any delivery"),
	deliveryFeePerKm: setting("DELIVERY_FEE_PER_KM", integer(0, 1_000_000), 500, "KRW for each further kilometre"),
	deliveryFreeKm: setting("DELIVERY_FREE_KM", decimal(0, 1000), 2, "Kilometres that the base fee covers"),

	paymentProvider: setting("PAYMENT_PROVIDER", choice("simulated", "stripe"), "simulated", "Who moves the money"),
	stripeSecretKey: secret(optional("STRIPE_SECRET_KEY", text(), "Stripe's API key")),
	stripeWebhookSecret: secret(optional("STRIPE_WEBHOOK_SECRET", text(), "What Stripe signs its webhooks with")),
	stripeApiUrl: setting("STRIPE_API_URL", url("https", "http"), "https://api.stripe.com", "Where Stripe's API answers"),
	paymentSimLatencyMs: setting("PAYMENT_SIM_LATENCY_MS", integer(0, 60_000), 0, "How long the simulated provider takes to answer"),
	paymentSimFailureRate: setting(
		"PAYMENT_SIM_FAILURE_RATE",
		decimal(0, 1),
		0,
		"Share of calls that the simulated provider does not answer",
	),
};
