import { ed25519Key, ed25519Keys } from "./key-kinds.ts";
import { boolean, choice, decimal, file, integer, type Kind, list, matching, origin, text, timeZone, url } from "./setting-kinds.ts";

/** The inputs of computed defaults. */
export interface Basis {
	production: boolean;
	dataDir: string;
}

export interface Setting<T> {
	env: string;
	kind: Kind<T & {}>;
	description: string;
	fallback: (basis: Basis) => T;
	/** The value is never printed, logged or documented. */
	secret?: true;
}

const setting = <T>(
	env: string,
	kind: Kind<T>,
	fallback: NoInfer<T> | ((basis: Basis) => NoInfer<T>),
	description: string,
): Setting<T> => ({
	env,
	kind: kind as Kind<T & {}>,
	description,
	fallback: typeof fallback === "function" ? (fallback as (basis: Basis) => T) : () => fallback,
});
const optional = <T extends {}>(env: string, kind: Kind<T>, description: string): Setting<T | undefined> => ({
	env,
	kind,
	description,
	fallback: () => undefined,
});
const secret = <T>(hidden: Setting<T>): Setting<T> => ({ ...hidden, secret: true });

const DAY = 86_400;
/** Longer than the bus keeps a message (7 days), so that no message arrives about something that was removed. */
const days = integer(30, 36_500);
const name = matching(/^[a-z0-9][a-z0-9-]{0,62}$/, "a name of lowercase letters, digits and hyphens");
const roleGrant = matching(
	/^([^*=]+=(customer|rider|operator|staff:[a-z0-9][a-z0-9-]*)|[^*=]+\*=staff:\*)$/,
	"a grant such as couriers=rider, admins=operator, gangnam-team=staff:gangnam, or store-*=staff:* for the store with that name",
);
const storeAddress = matching(/^(sqlite:|mongodb(\+srv)?:\/\/)./, "sqlite:<file> or mongodb://…");
/** Public, so that demo sessions survive restarts. Rejected in production. */
export const DEMO_SECRET = "cortado-demo-secret-known-to-everybody";

/** Every environment variable that the backend reads. */
export const SETTINGS = {
	environment: setting(
		"NODE_ENV",
		choice("development", "test", "production"),
		"development",
		"Environment. `production` disables the demo data and requires a `SECRET`",
	),
	dataDir: setting("DATA_DIR", text(), "data", "Directory of the SQLite files"),

	host: setting("HOST", text(), "127.0.0.1", "Address that the gateway and the health port listen on"),
	port: setting("PORT", integer(0, 65_535), 3000, "Port that the gateway listens on; 0 picks a free port"),
	healthPort: optional(
		"HEALTH_PORT",
		integer(0, 65_535),
		"Port for `/health/live`, `/health/ready` and `/metrics`, with or without a gateway on this node; 0 picks a free port",
	),
	trustProxy: setting("TRUST_PROXY", integer(0, 10), 0, "Number of trusted proxies that set `X-Forwarded-For`"),
	corsOrigins: setting("CORS_ORIGINS", list(origin), [], "Origins of other sites that may call the API from a browser"),
	rateLimitPerSecond: setting(
		"RATE_LIMIT_PER_SECOND",
		integer(1, 1_000_000),
		50,
		"Requests per second and account or address, with bursts of up to twice that rate",
	),
	streamsPerAddress: setting(
		"STREAMS_PER_ADDRESS",
		integer(1, 10_000),
		200,
		"Event streams that a gateway keeps open for one address; an account may have 20 of them",
	),
	rateLimitSessionsPerMinute: setting(
		"RATE_LIMIT_SESSIONS_PER_MINUTE",
		integer(1, 1_000_000),
		10,
		"Sign-in attempts per minute and phone number; ten times as many per address",
	),
	maxBacklog: setting(
		"MAX_BACKLOG",
		integer(1, 10_000_000),
		2000,
		"Pending messages above which new orders are rejected with 503; one store may have half of them",
	),
	openOrders: setting(
		"OPEN_ORDERS",
		integer(1, 1_000_000),
		5,
		"Orders that a customer may have open without having paid; each level above Iron adds as many again",
	),
	itemsPerProduct: setting("ITEMS_PER_PRODUCT", integer(1, 5_000), 50, "Items of one product that an order may contain"),
	itemsPerOrder: setting("ITEMS_PER_ORDER", integer(1, 5_000), 100, "Items that an order may contain"),
	metrics: setting("METRICS", boolean, true, "Serve `GET /metrics`"),

	services: setting("SERVICES", list(name), [], "Services that this process runs, by folder name; empty means all. Some need `NATS_URL`"),
	allowMessageLoss: setting(
		"ALLOW_MESSAGE_LOSS",
		boolean,
		false,
		"Start some of the services without `NATS_URL`: messages for the others are lost. For benchmarks and tests",
	),
	reads: setting(
		"READS",
		list(name),
		[],
		"Services whose reads this process also answers, from their storage: `mypage`, `order`, `store`. Needs no NATS; the storage must be shared with the services",
	),
	namespace: setting("CORTADO_NAMESPACE", name, "cortado", "Separates clusters that share a NATS server"),
	nodeId: optional("CORTADO_NODE_ID", text(), "This process's name in the cluster; defaults to host name and process id"),
	natsUrl: optional(
		"NATS_URL",
		list(url("nats", "tls")),
		"NATS servers of a cluster; `tls://` requires TLS. If not set, everything runs in this process",
	),
	natsUser: optional(
		"NATS_USER",
		text(),
		"User name at NATS, unless `NATS_URL` contains the credentials: `nats://user:password@…` or `nats://token@…`",
	),
	natsPassword: secret(optional("NATS_PASSWORD", text(), "Password of `NATS_USER`")),
	natsNkeySeed: secret(
		optional(
			"NATS_NKEY_SEED",
			matching(/^SU[A-Z2-7]{56}$/, "a user NKey seed: SU followed by 56 characters"),
			"NKey seed that authenticates this process at NATS",
		),
	),
	natsTlsCa: optional("NATS_TLS_CA", file, "CA certificates (PEM) for NATS, if not publicly trusted; requires TLS"),
	natsTlsCert: optional("NATS_TLS_CERT", file, "Client certificate (PEM), if NATS requires one"),
	natsTlsKey: optional("NATS_TLS_KEY", file, "Key (PEM) of the client certificate"),
	natsReplicas: setting(
		"NATS_REPLICAS",
		integer(1, 5),
		1,
		"Replicas of each message in a NATS cluster; 3 replicas survive the loss of one server",
	),
	redisUrl: optional(
		"REDIS_URL",
		url("redis", "rediss"),
		"Redis for state that all gateways share, and for cached menus; otherwise each gateway keeps its own in memory",
	),
	redisTlsCa: optional("REDIS_TLS_CA", file, "CA certificates (PEM) for Redis at `rediss://`, if not publicly trusted"),

	storeTemplate: setting(
		"STORE_URL",
		storeAddress,
		({ dataDir }) => `sqlite:${dataDir}/cortado.db`,
		"Storage URL; `{service}` is replaced by the service's name. `STORE_URL_<SERVICE>` overrides it for one service",
	),
	sqliteSynchronous: setting(
		"SQLITE_SYNCHRONOUS",
		choice("full", "normal"),
		"full",
		"SQLite's `synchronous` mode; `normal` is faster but may lose the last commits on power loss",
	),

	orderDays: setting(
		"ORDER_DAYS",
		days,
		1_830,
		"Days after which an ended order is removed, with its payment, ticket, delivery, page and level history; records of a sale must be kept for 5 years in Korea",
	),
	eventLogDays: setting("EVENT_LOG_DAYS", days, 1_830, "Days after which events are removed from the event log"),
	notificationDays: setting("NOTIFICATION_DAYS", days, 365, "Days after which notifications are removed"),
	deadLetterDays: setting(
		"DEAD_LETTER_DAYS",
		days,
		365,
		"Days after which a dead letter that nobody retried is removed; its removal is logged as a warning",
	),

	logLevel: setting("LOG_LEVEL", choice("fatal", "error", "warn", "info", "debug", "trace"), "info", "Lowest level that is logged"),
	logFormat: setting(
		"LOG_FORMAT",
		choice("json", "text"),
		({ production }) => (production ? "json" : "text"),
		"Log output: one JSON object or one readable line per entry",
	),
	traceUrl: optional(
		"TRACE_URL",
		url("http", "https"),
		"Base URL of a collector that accepts Zipkin spans at `/api/v2/spans`; if not set, tracing is off",
	),
	traceShare: setting("TRACE_SHARE", decimal(0, 1), 1, "Share of requests that are traced"),

	secret: secret(setting("SECRET", text(32), DEMO_SECRET, "Signs quotes and, without a `SIGNING_KEY`, sessions; required in production")),
	secretsAccepted: secret(
		optional(
			"SECRETS_ACCEPTED",
			list(text(32)),
			"Other secrets whose sessions are accepted, such as the previous or the next one (`docs/security.md`)",
		),
	),
	signingKey: secret(
		optional("SIGNING_KEY", ed25519Key, "Signs sessions with EdDSA; nodes without the `account` service need only the public key"),
	),
	verifyingKeys: secret(
		optional("VERIFYING_KEYS", ed25519Keys, "Public keys whose sessions are also accepted, such as the previous or the next one"),
	),
	oidcIssuer: optional(
		"OIDC_ISSUER",
		url("https", "http"),
		"OpenID Connect identity provider whose tokens are accepted in addition to Cortado's own",
	),
	oidcAudience: optional("OIDC_AUDIENCE", text(), "Required audience of the provider's tokens; set together with `OIDC_ISSUER`"),
	oidcRolesClaim: setting(
		"OIDC_ROLES_CLAIM",
		text(),
		"roles",
		"Claim that holds the caller's roles or groups, as a name or a path such as `a.b`",
	),
	oidcRoles: setting(
		"OIDC_ROLES",
		list(roleGrant),
		[],
		"Maps the provider's roles or groups to Cortado roles; callers without a match are customers",
	),
	sessionHours: setting("SESSION_HOURS", integer(1, 8760), 12, "Session lifetime in hours"),
	codeMinutes: setting("CODE_MINUTES", integer(1, 60), 5, "Minutes that a one-time code is valid"),
	codesPerPhone: setting("CODES_PER_PHONE", integer(1, 1_000_000), 5, "One-time codes sent to one phone within an hour, for each purpose"),
	codesPerAddress: setting(
		"CODES_PER_ADDRESS",
		integer(1, 1_000_000),
		({ production }) => (production ? 30 : 1_000_000),
		"One-time codes that one address may request within an hour",
	),
	passwordCost: setting(
		"PASSWORD_COST",
		integer(1, 16),
		({ production }) => (production ? 3 : 1),
		"Passes of scrypt (32 MB, some 70 ms each) for each password; 3 in production follows OWASP",
	),
	operatorPhone: optional(
		"OPERATOR_PHONE",
		matching(/^\d{9,15}$/, "a phone number of 9 to 15 digits"),
		"Phone number of the first operator account, created at start",
	),
	operatorPassword: secret(optional("OPERATOR_PASSWORD", text(8), "Password of the first operator account")),
	demo: setting("DEMO", boolean, ({ production }) => !production, "Create demo stores, stock and accounts; not allowed in production"),

	paymentExpirySeconds: setting(
		"PAYMENT_EXPIRY_SECONDS",
		integer(1, DAY),
		600,
		"Prepaid orders that are not paid within this time are cancelled",
	),
	storeAnswerSeconds: setting(
		"STORE_ANSWER_SECONDS",
		integer(1, DAY),
		300,
		"Orders that the store does not accept or reject within this time are cancelled",
	),
	riderAnswerSeconds: setting(
		"RIDER_ANSWER_SECONDS",
		integer(1, DAY),
		45,
		"Riders who do not accept or decline within this time are replaced",
	),
	collectSeconds: setting(
		"COLLECT_SECONDS",
		integer(1, 7 * DAY),
		14_400,
		"Pickup orders that are not collected within this time are cancelled",
	),
	timeZone: setting("TIME_ZONE", timeZone, "Asia/Seoul", "Time zone of the stores' opening hours"),
	quoteSeconds: setting("QUOTE_SECONDS", integer(1, DAY), 900, "Validity of a delivery quote"),
	webhookAllowPrivate: setting("WEBHOOK_ALLOW_PRIVATE", boolean, false, "Allow webhooks to private and loopback addresses"),

	alimtalkUrl: setting("ALIMTALK_URL", url("https", "http"), "https://api.solapi.com", "Base URL of the KakaoTalk Alimtalk provider's API"),
	alimtalkKey: optional("ALIMTALK_KEY", text(), "The provider's API key; Alimtalk is sent only if all `ALIMTALK_*` settings are set"),
	alimtalkSecret: secret(optional("ALIMTALK_SECRET", text(), "The provider's API secret, which signs requests")),
	alimtalkChannel: optional("ALIMTALK_CHANNEL", text(), "The provider's id of the KakaoTalk business channel"),
	alimtalkSender: optional(
		"ALIMTALK_SENDER",
		matching(/^\d{8,12}$/, "a phone number of 8 to 12 digits"),
		"Registered sender number of SMS messages",
	),
	smsProvider: setting(
		"SMS_PROVIDER",
		choice("simulated", "solapi"),
		"simulated",
		"Sends one-time codes. `simulated` logs them and, except in production, answers them; `solapi` sends them with the `ALIMTALK_*` account",
	),
	smsFallback: setting("SMS_FALLBACK", boolean, true, "Send an SMS if an Alimtalk message cannot be delivered"),

	kakaoLocalUrl: setting("KAKAO_LOCAL_URL", url("https", "http"), "https://dapi.kakao.com", "Base URL of Kakao's Local API"),
	kakaoLocalKey: secret(
		optional(
			"KAKAO_LOCAL_KEY",
			text(),
			"Kakao's REST API key for address search; without it, a built-in table of Seoul's places is searched",
		),
	),

	deliveryBaseFee: setting("DELIVERY_BASE_FEE", integer(0, 1_000_000), 3000, "Base fee of a delivery in KRW"),
	deliveryFeePerKm: setting("DELIVERY_FEE_PER_KM", integer(0, 1_000_000), 500, "Fee in KRW for each kilometre beyond `DELIVERY_FREE_KM`"),
	deliveryFreeKm: setting("DELIVERY_FREE_KM", decimal(0, 1000), 2, "Kilometres included in the base fee"),

	paymentProvider: setting("PAYMENT_PROVIDER", choice("simulated", "stripe"), "simulated", "Payment provider"),
	stripeSecretKey: secret(optional("STRIPE_SECRET_KEY", text(), "Stripe's API key")),
	stripeWebhookSecret: secret(optional("STRIPE_WEBHOOK_SECRET", text(), "Signing secret of Stripe's webhooks")),
	stripeApiUrl: setting("STRIPE_API_URL", url("https", "http"), "https://api.stripe.com", "Base URL of Stripe's API"),
	paymentSimLatencyMs: setting("PAYMENT_SIM_LATENCY_MS", integer(0, 60_000), 0, "Response time of the simulated provider"),
	paymentSimFailureRate: setting(
		"PAYMENT_SIM_FAILURE_RATE",
		decimal(0, 1),
		0,
		"Share of calls that the simulated provider leaves unanswered",
	),
};
