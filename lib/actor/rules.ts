import type { MessageType, Payload } from "../../contracts/catalogue/messages.ts";
import type { Refusal } from "../domain/refusal.ts";
import type { Due } from "../storage/actor-store.ts";

/** The outcome of a command. `Type` limits the messages to those in the actor's contract. */
export type Decision<State, Type extends MessageType = MessageType> =
	| { kind: "become"; state: State; emits: Type[]; data?: Payload<Type> }
	| { kind: "ignore" }
	| { kind: "refuse"; error: Refusal };

/** A new state and its messages, optionally with a payload that replaces the snapshot. */
export const become = <State, Type extends MessageType = never>(
	state: State,
	emits: Type | Type[] = [],
	data?: Payload<Type>,
): Decision<State, Type> => ({
	kind: "become",
	state,
	emits: Array.isArray(emits) ? emits : [emits],
	...(data === undefined ? undefined : { data }),
});

/** The command is stale, repeated or has no effect in this state. */
export const ignore: Decision<never, never> = { kind: "ignore" };

export const refuse = (error: Refusal): Decision<never, never> => ({ kind: "refuse", error });

/** The rules of one kind of actor. They are pure: time, ids and external facts arrive with the command. */
export interface Rules<State, Command extends { type: string }, Type extends MessageType = MessageType> {
	decide(state: State | null, command: Command, at: number): Decision<State, Type>;
	/** The command that creates the actor. It is tried without loading a document first. */
	initialCommand?: Command["type"];
	/** The timer of this state, if any. */
	due?(state: State): Due | undefined;
	/** The payload of its messages. Defaults to the declared fields of the state. */
	snapshot?(state: State): Payload<Type>;
	/** The messages that bring a receiver that missed all earlier ones to this state. */
	republish?(state: State): Type[];
}

/** Rules that publish the messages of a contract. A snapshot is required only where the state lacks a declared field. */
export type RulesFor<State, Command extends { type: string }, Type extends MessageType> = Rules<State, Command, Type> & {
	republish(state: State): Type[];
} & (State extends Payload<Type> ? unknown : { snapshot(state: State): Payload<Type> });

/** Looks up a transition: status → command → next status. */
export const next = <Status extends string, Command extends string = string>(
	table: Record<Status, Partial<Record<Command, Status>>>,
	status: Status,
	command: Command,
): Status | undefined => table[status][command];
