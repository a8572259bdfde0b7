import { System } from "../e2e/system.ts";

/** Nobody's time runs out only because a machine is slow. */
const UNHURRIED = { PAYMENT_EXPIRY_SECONDS: "3600", RIDER_ANSWER_SECONDS: "3600", STORE_ANSWER_SECONDS: "3600" };

/** Everything in one process. */
export const startSystem = async (env: Record<string, string> = {}): Promise<System> =>
	(await System.prepare("one", { ...UNHURRIED, ...env })).start();
