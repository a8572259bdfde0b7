/** Settings of the simulated nodes, at human pace. Read on first use, so they must be set before the product is loaded. */
Object.assign(process.env, {
	STORE_URL: "sqlite::memory:",
	NATS_URL: "nats://simulated",
	LOG_LEVEL: process.env.LOG_LEVEL ?? "fatal",
	DEMO: "false",
	COLLECT_SECONDS: "1800",
	MAX_BACKLOG: "1000000",
	OPEN_ORDERS: "1000000",
});
