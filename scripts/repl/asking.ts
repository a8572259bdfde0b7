import { randomUUID } from "node:crypto";
import type { ServiceBroker } from "moleculer";
import type { Caller } from "../../lib/auth/caller.ts";
import type { CallMeta } from "../../lib/broker/guard.ts";
import { type Failure, problemFor } from "../../services/gateway/http/problem.ts";

const OPERATOR: Caller = { accountId: "acc_repl", roles: ["operator"] };

/** A call as the gateway makes it, for an operator unless it is for somebody else. */
export const ask = <Answer>(broker: ServiceBroker, action: string, params: object = {}, caller = OPERATOR): Promise<Answer> => {
	const meta: CallMeta = { outside: true, caller, requestId: randomUUID(), language: "en" };
	return broker.call<Answer, object>(action, params, { meta });
};

/** In a line: what the API would say of it, or, where that tells nothing, what went wrong inside. */
export const explained = (error: Failure): string => {
	const { code, detail } = problemFor(error, "en").body;
	return code === "internal" || code === "unavailable" ? String(error.message) : `${detail} (${code})`;
};
