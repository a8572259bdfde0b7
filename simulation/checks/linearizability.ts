import type { Operation } from "../participants/history.ts";
import type { Problem } from "./problem.ts";

/** What a command may do: the states after it, given the state before and the answer; none if the answer is impossible. */
export interface Model<State extends string> {
	initial: State;
	/** The states that the system may reach by itself. */
	drifts: Partial<Record<State, State[]>>;
	/** The states in which the action has this answer, each with the state after it. `lost` lists all effects it can have. */
	answers(action: string, answer: string): Partial<Record<State, State[]>>;
	effects(action: string): Partial<Record<State, State[]>>;
}

const answerOf = ({ outcome }: Operation): string | undefined => {
	if ("lost" in outcome) return undefined;
	if ("refusal" in outcome) return outcome.refusal;
	const { status } = (outcome.result ?? {}) as { status?: string };
	return `done ${status ?? ""}`.trim();
};

/** All states that drift can lead to, including the state itself. */
const closure = <State extends string>(model: Model<State>, from: State): State[] => {
	const reached = new Set([from]);
	for (const state of reached) for (const next of model.drifts[state] ?? []) reached.add(next);
	return [...reached];
};

/**
 * Whether one order of the commands explains all answers: each command takes effect at one moment between its sending and
 * its answer. Histories are short, so all orders are tried. An answered command may have been carried out twice if answers
 * between services were lost, so `mayRepeat` also allows its effect before its answer.
 */
export const isLinearizable = <State extends string>(operations: Operation[], model: Model<State>, mayRepeat: boolean): boolean => {
	const seen = new Set<string>();
	const search = (done: number, state: State): boolean => {
		const key = `${done} ${state}`;
		if (seen.has(key)) return false;
		seen.add(key);
		const open = operations.flatMap((operation, index) => (done & (1 << index) ? [] : [{ operation, index }]));
		if (open.every(({ operation }) => answerOf(operation) === undefined)) return true;
		const firstAnswer = Math.min(...open.map(({ operation }) => operation.until));
		return closure(model, state).some((from) =>
			open
				.filter(({ operation }) => operation.from <= firstAnswer)
				.some(({ index, operation }) => {
					const answer = answerOf(operation);
					const effects = model.effects(operation.action)[from] ?? [];
					const after = answer === undefined ? [from, ...effects] : (model.answers(operation.action, answer)[from] ?? []);
					if (after.some((next) => search(done | (1 << index), next))) return true;
					if (!mayRepeat || answer === undefined) return false;
					return effects.some((middle) =>
						closure(model, middle).some((before) =>
							(model.answers(operation.action, answer)[before] ?? []).some((next) => search(done | (1 << index), next)),
						),
					);
				}),
		);
	};
	return search(0, model.initial);
};

const MOST_OPERATIONS = 14;

const commandsOf = (operations: Operation[], actions: string[]): Operation[] =>
	operations.filter(({ action }) => actions.includes(action)).sort((one, other) => one.from - other.from);

export const nonLinearizable = (
	byOrder: ReadonlyMap<string, Operation[]>,
	models: Record<string, { actions: string[]; model: Model<string> }>,
	mayRepeat: boolean,
): Problem[] =>
	[...byOrder].flatMap(([orderId, operations]) =>
		Object.entries(models).flatMap(([name, { actions, model }]) => {
			const commands = commandsOf(operations, actions);
			if (commands.length > MOST_OPERATIONS || isLinearizable(commands, model, mayRepeat)) return [];
			const found = commands
				.map(
					(operation) =>
						`${Math.round(operation.from)}–${Math.round(operation.until)} ${operation.action}: ${answerOf(operation) ?? "lost"}`,
				)
				.join("; ");
			return [{ rule: `${name} is linearizable`, orderId, found }];
		}),
	);
