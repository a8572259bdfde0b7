import { type BrokerOptions, Validators } from "moleculer";
import { isProblemCode } from "./contracts/problems.ts";
import { beforeStop } from "./lib/broker/before-stop.ts";
import { breakerEndpoint } from "./lib/broker/breaker-endpoint.ts";
import { busMiddleware } from "./lib/broker/bus-middleware.ts";
import { failureDetector } from "./lib/broker/failure-detector.ts";
import { guardMiddleware } from "./lib/broker/guard.ts";
import { loggedCalls } from "./lib/broker/logged-calls.ts";
import { text } from "./lib/broker/text-rule.ts";
import { config } from "./lib/config/config.ts";
import { natsConnection } from "./lib/messaging/jetstream/nats-connection.ts";
import { openBus } from "./lib/messaging/open.ts";
import { logger } from "./lib/observability/log.ts";
import { metricsMiddleware } from "./lib/observability/metrics.ts";
import { tracingMiddleware } from "./lib/observability/tracing.ts";

type Failure = Error & { code?: unknown; type?: unknown; retryable?: boolean };

/** Refusals are answers, even "overloaded"; a failure without a status is a bug or a broken connection. */
export const isFailure = ({ code, type }: Failure): boolean => !isProblemCode(type) && (typeof code !== "number" || code >= 500);

/** After these the call may have had its effect. */
const MAY_HAVE_HAPPENED = ["REQUEST_TIMEOUT", "REQUEST_REJECTED", "REQUEST_SKIPPED"];

export const mayTryAgain = ({ retryable, type }: Failure): boolean =>
	retryable === true && !isProblemCode(type) && !MAY_HAVE_HAPPENED.includes(type as string);

/** From the innermost to the outermost; they stop in the opposite order. The framework's own order puts the timeout around the breaker, which then never sees one. */
const middlewares = [
	"ActionHook",
	"Validator",
	guardMiddleware,
	"Bulkhead",
	"Cacher",
	"Timeout",
	// Around the timeout: a stop must not wait for an answer that nobody waits for any more, and that may never come.
	"ContextTracker",
	"CircuitBreaker",
	breakerEndpoint,
	"Retry",
	"Fallback",
	"ErrorHandler",
	tracingMiddleware,
	metricsMiddleware,
	loggedCalls,
	failureDetector,
	// Stopped in reverse: the gateway finishes its requests, then the bus what it has in hand, then the services end.
	busMiddleware(({ nodeID, logger }) => openBus(nodeID, (text) => logger.warn(text))),
	beforeStop,
];

export const brokerOptions = (): BrokerOptions => ({
	namespace: config.namespace,
	nodeID: config.nodeId ?? null,
	logger: logger(config.logLevel, config.logFormat),
	transporter: config.natsUrl ? { type: "NATS", options: natsConnection(config) } : null,

	// A killed node is noticed within 3 to 5 s, which is before calls to it time out (lib/broker/failure-detector.ts).
	heartbeatInterval: 1,
	heartbeatTimeout: 3,
	// A node that starts is known to the others this soon, instead of after a second in which calls to it are refused.
	transit: { serviceChangedDebounceTime: 50 } as BrokerOptions["transit"], // not in its types

	// Longer than any store or provider call is given, shorter than a person waits.
	requestTimeout: 5_000,
	// Twice, after 20 and 40 ms: bridges a node that has just left or a full bulkhead, unnoticed by whoever waits.
	retryPolicy: { enabled: true, retries: 2, delay: 20, maxDelay: 100, factor: 2, check: mayTryAgain },
	// In a longer window the good calls before an outage hide it (10 s at 30 calls/s: opens after 300 bad ones at the worst);
	// half-open soon, because held cancellations wait for it. Five calls make a rate.
	circuitBreaker: { enabled: true, threshold: 0.5, windowTime: 10, minRequestCount: 5, halfOpenTime: 1_500, check: isFailure },
	// Stated by the actions that need one.
	bulkhead: { enabled: false },
	// What is under way at a stop is answered; 10 s is twice the request timeout.
	tracking: { enabled: true, shutdownTimeout: 10_000 },
	// Readiness turns false at once; in a cluster the load balancer gets a second to see it before the drain begins.
	registry: { stopDelay: config.natsUrl ? 1_000 : 0 },

	// Unknown fields are refused on every level, and null wherever a rule does not allow it: an optional field may be missing, not null.
	validator: new Validators.Fastest({
		considerNullAsAValue: true,
		customRules: { text },
		defaults: {
			string: { nullable: false },
			number: { nullable: false },
			boolean: { nullable: false },
			enum: { nullable: false },
			array: { nullable: false },
			object: { nullable: false, strict: true },
		},
	}),
	internalMiddlewares: false,
	middlewares,
	// Ours cost less, see lib/observability/metrics.ts and lib/observability/tracing.ts.
	metrics: false,
	tracing: false,
});

export default brokerOptions();
