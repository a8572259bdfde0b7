import { System } from "../../e2e/support/system.ts";

/** Long enough that no timeout ends a test's order on a slow machine. */
export const LONG_TIMEOUTS = { PAYMENT_EXPIRY_SECONDS: "3600", RIDER_ANSWER_SECONDS: "3600", STORE_ANSWER_SECONDS: "3600" };

let started: Promise<System> | undefined;

const start = async (): Promise<System> => (await System.prepare("one", { WEBHOOK_ALLOW_PRIVATE: "true", ...LONG_TIMEOUTS })).start();

/** One system in one process, shared by all suites of a spec file. */
export const oneSystem = (): Promise<System> => {
	started ??= start();
	return started;
};

afterAll(async () => (await started)?.remove());
