import type { Decision, Rules } from "../../../lib/actor/rules.ts";

/** In short: the new status with what is said, "ignored", or the code of the refusal. */
export const outcome = <State extends { status: string }>(decision: Decision<State>): string => {
	if (decision.kind === "ignore") return "ignored";
	if (decision.kind === "refuse") return decision.error.type;
	return [decision.state.status, ...decision.emits].join(" ");
};

/** The state after a command that must be accepted. */
export const told = <State, Command extends { type: string }>(
	rules: Rules<State, Command>,
	state: State | null,
	commands: Command[],
	at = 1_000,
): State => {
	let current = state;
	for (const command of commands) {
		const decision = rules.decide(current, command, at);
		if (decision.kind !== "become") throw new Error(`${command.type} was ${decision.kind}d`);
		current = decision.state;
	}
	return current as State;
};

/** Every status that a table of transitions leads to from its beginnings. */
export const reachable = (table: Record<string, Partial<Record<string, string>>>, beginnings: string[]): Set<string> => {
	const found = new Set(beginnings);
	for (const status of found) for (const to of Object.values(table[status] ?? {})) if (to) found.add(to);
	return found;
};
