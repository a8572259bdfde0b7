import { System } from "../../e2e/system.ts";

/** Nobody's time runs out only because a machine is slow. */
export const UNHURRIED = { PAYMENT_EXPIRY_SECONDS: "3600", RIDER_ANSWER_SECONDS: "3600", STORE_ANSWER_SECONDS: "3600" };

let started: Promise<System> | undefined;

const start = async (): Promise<System> => (await System.prepare("one", { WEBHOOK_ALLOW_PRIVATE: "true", ...UNHURRIED })).start();

/** Everything in one process, for all suites of a spec file. */
export const oneSystem = (): Promise<System> => {
	started ??= start();
	return started;
};

afterAll(async () => (await started)?.remove());
