import crypto from "node:crypto";
import { syncBuiltinESMExports } from "node:module";
import os from "node:os";
import timersPromises from "node:timers/promises";
import "./real-time.ts";
import type { Random } from "./random.ts";
import type { Scheduler, Step } from "./scheduler.ts";

/** When every simulation begins. */
export const EPOCH = Date.UTC(2030, 0, 1);
/** A shorter timer that is set in a quiet period belongs to a task that looks for work again and again; ms. */
const LOOKS_AGAIN = 2_500;

let scheduler: Scheduler | undefined;
let random: Random | undefined;

/** Makes all timers, clocks and random numbers of this process those of a simulation. */
export const simulateTime = (by: Scheduler, chance: Random): void => {
	scheduler = by;
	random = chance;
};

const current = (): Scheduler => {
	if (!scheduler) throw new Error("A timer was set outside of the simulation.");
	return scheduler;
};
const wallClock = (): number => EPOCH + Math.floor((scheduler?.now ?? 0) + (scheduler?.owner.clockOffset ?? 0));
/** While modules load, chance is fixed. */
const chance = (): number => random?.next() ?? 0.5;

type Task = (...rest: unknown[]) => void;

/** Has the parts of NodeJS.Timeout that are in use. */
class VirtualTimer {
	#step: Step | undefined;

	constructor(task: () => void, delay: number, isRepeated: boolean) {
		const clock = current();
		const pause = Math.max(Math.floor(Number(delay) || 0), 1);
		const kind = isRepeated || (clock.isQuiet && pause <= LOOKS_AGAIN) ? pause : "fixed";
		const arm = () => {
			this.#step = clock.schedule(
				pause,
				() => {
					if (isRepeated) arm();
					task();
				},
				clock.owner,
				kind,
			);
		};
		arm();
	}

	clear(): void {
		if (this.#step) current().cancel(this.#step);
	}
	ref(): this {
		return this;
	}
	unref(): this {
		return this;
	}
	hasRef(): boolean {
		return true;
	}
	[Symbol.dispose](): void {
		this.clear();
	}
}

const clear = (timer: unknown): void => {
	if (timer instanceof VirtualTimer) timer.clear();
};

const immediate = (task: () => void): VirtualTimer => new VirtualTimer(task, 0, false);

interface SleepOptions {
	signal?: AbortSignal;
}

const aborted = (signal: AbortSignal): Error =>
	Object.assign(new Error("The operation was aborted", { cause: signal.reason }), { name: "AbortError", code: "ABORT_ERR" });

const sleep = (delay = 1, value?: unknown, { signal }: SleepOptions = {}): Promise<unknown> =>
	new Promise((resolve, reject) => {
		if (signal?.aborted) return reject(aborted(signal));
		const onAbort = () => {
			timer.clear();
			reject(aborted(signal!));
		};
		const timer = new VirtualTimer(
			() => {
				signal?.removeEventListener("abort", onAbort);
				resolve(value);
			},
			delay,
			false,
		);
		signal?.addEventListener("abort", onAbort, { once: true });
	});

const hex = (digits: number): string => {
	let text = "";
	while (text.length < digits)
		text += Math.floor(chance() * 0x10000)
			.toString(16)
			.padStart(4, "0");
	return text.slice(0, digits);
};

const RealDate = Date;

class VirtualDate extends RealDate {
	constructor(...parts: unknown[]) {
		// @ts-expect-error: passes whatever the caller passed
		super(...(parts.length === 0 ? [wallClock()] : parts));
	}
	static override now = wallClock;
}

/** Replaces what Node offers. Must run before any module of the product is loaded. */
export const installVirtualTime = (): void => {
	Object.assign(globalThis, {
		Date: VirtualDate,
		setTimeout: (task: Task, delay = 1, ...rest: unknown[]) => new VirtualTimer(() => task(...rest), delay, false),
		setInterval: (task: Task, delay = 1, ...rest: unknown[]) => new VirtualTimer(() => task(...rest), delay, true),
		setImmediate: (task: Task, ...rest: unknown[]) => immediate(() => task(...rest)),
		clearTimeout: clear,
		clearInterval: clear,
		clearImmediate: clear,
	});
	Math.random = chance;
	Object.assign(performance, { now: () => scheduler?.now ?? 0 });
	// Heartbeats are measured by it, and none are sent in skipped time.
	process.uptime = () => ((scheduler?.now ?? 0) - (scheduler?.skipped ?? 0)) / 1_000;
	Object.assign(timersPromises, { setTimeout: sleep, setImmediate: (value?: unknown) => sleep(0, value) });
	Object.assign(crypto, {
		randomUUID: () => `${hex(8)}-${hex(4)}-4${hex(3)}-a${hex(3)}-${hex(12)}`,
		randomBytes: (size: number) => Buffer.from(hex(size * 2), "hex"),
		randomInt: (limit: number) => Math.floor(chance() * limit),
	});
	// Moleculer measures the CPU with every heartbeat, which is slow and differs from run to run.
	Object.assign(os, { cpus: () => [] });
	syncBuiltinESMExports();
};
