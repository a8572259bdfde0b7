import { randomUUID } from "node:crypto";
import type { ServiceBroker } from "moleculer";
import type { Caller } from "../../lib/auth/caller.ts";
import type { CallMeta } from "../../lib/broker/guard.ts";
import { type Failure, problemFor } from "../../services/gateway/http/problem.ts";

const OPERATOR: Caller = { accountId: "acc_repl", roles: ["operator"] };

/** Calls an action as the gateway does, by default for an operator. */
export const callAction = <Answer>(broker: ServiceBroker, action: string, params: object = {}, caller = OPERATOR): Promise<Answer> => {
	const meta: CallMeta = { outside: true, caller, requestId: randomUUID(), language: "en" };
	return broker.call<Answer, object>(action, params, { meta });
};

/** One line: the API's problem detail, or the internal error where the detail is generic. */
export const errorLine = (error: Failure): string => {
	const { code, detail } = problemFor(error, "en").body;
	return code === "internal" || code === "unavailable" ? String(error.message) : `${detail} (${code})`;
};
