import { type BrokerOptions, Validators } from "moleculer";
import { isProblemCode } from "./contracts/catalogue/problems.ts";
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

/** Refusals, including "overloaded", are not failures. An error without a status is a bug or a broken connection. */
export const isFailure = ({ code, type }: Failure): boolean => !isProblemCode(type) && (typeof code !== "number" || code >= 500);

/** Errors after which the call may have taken effect. */
const MAY_HAVE_TAKEN_EFFECT = ["REQUEST_TIMEOUT", "REQUEST_REJECTED", "REQUEST_SKIPPED"];

export const mayTryAgain = ({ retryable, type }: Failure): boolean =>
	retryable === true && !isProblemCode(type) && !MAY_HAVE_TAKEN_EFFECT.includes(type as string);

/** From the innermost to the outermost; they stop in reverse order. Moleculer's default order puts the timeout outside the breaker, which then never sees timeouts. */
const middlewares = [
	"ActionHook",
	"Validator",
	guardMiddleware,
	"Bulkhead",
	"Cacher",
	"Timeout",
	// Outside the timeout: a stop must not wait for a response that has already timed out.
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
	// On stop the gateway finishes its requests first, then the bus drains, then the services end.
	busMiddleware(({ nodeID, logger }) => openBus(nodeID, (text) => logger.warn(text))),
	beforeStop,
];

export const brokerOptions = (): BrokerOptions => ({
	namespace: config.namespace,
	nodeID: config.nodeId ?? null,
	logger: logger(config.logLevel, config.logFormat),
	transporter: config.natsUrl ? { type: "NATS", options: natsConnection(config) } : null,

	// A killed node is detected within 3 to 5 s, before calls to it time out (lib/broker/failure-detector.ts).
	heartbeatInterval: 1,
	heartbeatTimeout: 3,
	// New nodes are announced this soon. By default it takes a second, during which calls to them are rejected.
	transit: { serviceChangedDebounceTime: 50 } as BrokerOptions["transit"], // missing in the type definitions

	// Longer than any storage or provider timeout, shorter than a person waits.
	requestTimeout: 5_000,
	// Two retries, after 20 and 40 ms: they hide a node that has just left or a full bulkhead from the caller.
	retryPolicy: { enabled: true, retries: 2, delay: 20, maxDelay: 100, factor: 2, check: mayTryAgain },
	// In a longer window, successful calls before an outage hide it (10 s at 30 calls/s: opens after at most 300 failures).
	// Half-open soon, because held cancellations wait for it. The rate needs at least five calls.
	circuitBreaker: { enabled: true, threshold: 0.5, windowTime: 10, minRequestCount: 5, halfOpenTime: 1_500, check: isFailure },
	// Actions that need a bulkhead declare one.
	bulkhead: { enabled: false },
	// Calls in progress are finished on stop; 10 s is twice the request timeout.
	tracking: { enabled: true, shutdownTimeout: 10_000 },
	// Readiness turns false immediately. In a cluster the load balancer has a second to notice before the drain starts.
	registry: { stopDelay: config.natsUrl ? 1_000 : 0 },

	// Rejects unknown fields at every level, and null unless a rule allows it: an optional field may be missing, but not null.
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
	// Replaced by cheaper ones: lib/observability/metrics.ts and lib/observability/tracing.ts.
	metrics: false,
	tracing: false,
});

export default brokerOptions();
