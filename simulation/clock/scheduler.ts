import { nextTurn } from "./real-time.ts";
import type { Trace } from "./trace.ts";

/** A process of the simulated system. Once it is dead, none of its steps run any more. */
export interface Owner {
	readonly name: string;
	isAlive: boolean;
	/** How far its wall clock is ahead; ms. */
	clockOffset: number;
}

export const owner = (name: string): Owner => ({ name, isAlive: true, clockOffset: 0 });

/** What exists outside of every process: servers, people, the simulation itself. */
export const WORLD = owner("world");

export interface Step {
	at: number;
	/** Breaks ties: steps at the same time run in the order in which they were scheduled. */
	position: number;
	owner: Owner;
	kind: Kind;
	run: (() => void) | undefined;
}

/**
 * What becomes of a step when the clock jumps over a quiet period. `fixed` steps keep their time: the next one ends the
 * period. `moving` steps are under way and move with the clock. A number is the period in ms of a background task, which
 * is skipped except for its last run.
 */
export type Kind = "fixed" | "moving" | number;

/** After this time without a change, background tasks find nothing new; ms. */
const QUIET_AFTER = 2_000;
/** Shorter quiet periods are lived through. */
const WORTH_SKIPPING = 350;
/** Background tasks run once more within this time before the period ends; ms. */
const LAST_RUNS = 150;
const STEPS_PER_TURN = 64;

/**
 * Runs every asynchronous step of the simulated system, one at a time, each followed by its promise reactions.
 * The time is virtual: it jumps from step to step.
 */
export class Scheduler {
	/** Virtual time since the start; ms. */
	now = 0;
	/** The process whose step is running. Steps that it schedules are its own. */
	owner: Owner = WORLD;
	steps = 0;
	/** Virtual time that was skipped; ms. */
	skipped = 0;
	/** Whether something is still under way, so that the clock must not jump. */
	isBusy: () => boolean = () => true;
	#lastChange = 0;
	#nextAttempt = 0;
	readonly trace: Trace;
	#heap: Step[] = [];
	#scheduled = 0;

	constructor(trace: Trace) {
		this.trace = trace;
	}

	schedule(delay: number, run: () => void, of: Owner = this.owner, kind: Kind = "moving"): Step {
		const step: Step = { at: this.now + Math.max(delay, 0), position: this.#scheduled++, owner: of, kind, run };
		this.#push(step);
		return step;
	}

	/** Something has changed that others may react to. */
	touch(): void {
		this.#lastChange = this.now;
	}

	get isQuiet(): boolean {
		return this.now - this.#lastChange >= QUIET_AFTER;
	}

	cancel(step: Step): void {
		step.run = undefined;
	}

	/** The rest of the present step, with its promise reactions, belongs to another process. */
	continueAs(of: Owner): void {
		this.owner = of;
	}

	/** Runs steps until the promise settles. Rejects if nothing is left to run before that. */
	run<Result>(task: Promise<Result>): Promise<Result> {
		return new Promise((resolve, reject) => {
			let isSettled = false;
			const settled = () => {
				isSettled = true;
			};
			task.then(settled, settled);
			const step = () => {
				if (isSettled) return;
				try {
					if (!this.#runNext()) throw new Error(`Nothing is left to do at ${this.now} ms.`);
				} catch (error) {
					isSettled = true;
					reject(error);
				}
			};
			// Node runs all promise reactions between two immediates.
			const turn = () => {
				if (isSettled) return void task.then(resolve, reject);
				for (let count = 0; count < STEPS_PER_TURN; count++) nextTurn(step);
				nextTurn(turn);
			};
			nextTurn(turn);
		});
	}

	/** Jumps to the end of a quiet period. */
	#skip(): void {
		if (this.now < this.#nextAttempt || !this.isQuiet) return;
		this.#nextAttempt = this.now + LAST_RUNS;
		if (this.isBusy()) return;
		const waiting = this.#heap.filter(({ owner, run }) => run && owner.isAlive);
		const until = waiting.reduce(
			(earliest, { at, kind }) => (kind === "fixed" ? Math.min(earliest, at) : earliest),
			Number.POSITIVE_INFINITY,
		);
		const jump = until - LAST_RUNS - this.now;
		if (jump < WORTH_SKIPPING || jump === Number.POSITIVE_INFINITY) return;
		for (const step of waiting) {
			if (step.kind === "moving") step.at += jump;
			else if (step.kind !== "fixed" && step.at < until) step.at = this.now + jump + ((step.at * 7) % LAST_RUNS);
		}
		waiting.sort((one, other) => (isBefore(one, other) ? -1 : 1));
		this.#heap = waiting;
		this.skipped += jump;
		this.now += jump;
		this.#nextAttempt = until;
	}

	#runNext(): boolean {
		this.#skip();
		for (let step = this.#pop(); step; step = this.#pop()) {
			if (!step.run || !step.owner.isAlive) continue;
			this.now = step.at;
			this.owner = step.owner;
			this.steps++;
			this.trace.step(step.at, step.owner.name);
			step.run();
			return true;
		}
		return false;
	}

	#push(step: Step): void {
		const heap = this.#heap;
		let index = heap.push(step) - 1;
		while (index > 0) {
			const parent = (index - 1) >> 1;
			if (isBefore(heap[parent]!, step)) break;
			heap[index] = heap[parent]!;
			index = parent;
		}
		heap[index] = step;
	}

	#pop(): Step | undefined {
		const heap = this.#heap;
		const first = heap[0];
		const last = heap.pop();
		if (!first || !last || heap.length === 0) return first;
		let index = 0;
		for (;;) {
			let child = 2 * index + 1;
			if (child >= heap.length) break;
			if (child + 1 < heap.length && isBefore(heap[child + 1]!, heap[child]!)) child++;
			if (isBefore(last, heap[child]!)) break;
			heap[index] = heap[child]!;
			index = child;
		}
		heap[index] = last;
		return first;
	}
}

const isBefore = (one: Step, other: Step): boolean => one.at < other.at || (one.at === other.at && one.position < other.position);
