import type { Decision, Rules } from "../../../lib/actor/rules.ts";

/** A decision in short: the new status and its messages, "ignored", or the code of the refusal. */
export const outcome = <State extends { status: string }>(decision: Decision<State>): string => {
	if (decision.kind === "ignore") return "ignored";
	if (decision.kind === "refuse") return decision.error.type;
	return [decision.state.status, ...decision.emits].join(" ");
};

/** The state after commands that must all be accepted. */
export const stateAfter = <State, Command extends { type: string }>(
	rules: Rules<State, Command>,
	state: State | null,
	commands: Command[],
	at = 1_000,
): State => {
	let current = state;
	for (const command of commands) {
		const decision = rules.decide(current, command, at);
		if (decision.kind !== "become") throw new Error(`${command.type} was not accepted: ${decision.kind}`);
		current = decision.state;
	}
	return current as State;
};

/** Every status that a table of transitions reaches from the initial ones. */
export const reachable = (table: Record<string, Partial<Record<string, string>>>, initial: string[]): Set<string> => {
	const found = new Set(initial);
	for (const status of found) for (const to of Object.values(table[status] ?? {})) if (to) found.add(to);
	return found;
};
