import type { MessageType } from "./catalogue.ts";
import type { Refusal } from "./refusal.ts";
import type { Due } from "./store/documents.ts";

/** What an actor's rules answer to one command. */
export type Decision<State> =
	| { kind: "become"; state: State; emits: MessageType[]; data?: unknown }
	| { kind: "ignore" }
	| { kind: "refuse"; error: Refusal };

/** The new state, what is said about it, and, where others are to know less or more than the state, the data of that message. */
export const become = <State>(state: State, emits: MessageType | MessageType[] = [], data?: unknown): Decision<State> => ({
	kind: "become",
	state,
	emits: Array.isArray(emits) ? emits : [emits],
	...(data === undefined ? undefined : { data }),
});

/** Late, repeated or no concern of this state. */
export const ignore: Decision<never> = { kind: "ignore" };

export const refuse = (error: Refusal): Decision<never> => ({ kind: "refuse", error });

/** The rules of one kind of actor: pure, without clock, ids or IO; time and facts arrive with the command. */
export interface Rules<State, Command extends { type: string }> {
	decide(state: State | null, command: Command, at: number): Decision<State>;
	/** The command that comes first and once: tried without looking whether the actor is there already. */
	initialCommand?: Command["type"];
	/** The one thing this state waits for by itself. */
	due?(state: State): Due | undefined;
	/** What a message shows of the state; all of it unless said otherwise. */
	snapshot?(state: State): unknown;
}

/** Looks a pair up in a table of transitions. */
export const next = <Status extends string>(
	table: Record<Status, Partial<Record<string, Status>>>,
	status: Status,
	command: string,
): Status | undefined => table[status][command];
