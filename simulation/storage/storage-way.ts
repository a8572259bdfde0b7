import { StoreUnavailable } from "../../lib/storage/actor-store.ts";
import type { Random } from "../clock/random.ts";
import { type Scheduler, WORLD } from "../clock/scheduler.ts";
import type { Conditions } from "../faults/conditions.ts";
import type { Disk, Way } from "./disk.ts";

const TIMEOUT = 2_000;
/** How much longer than usual each way takes at least and at most, by condition; ms. */
const SLOWNESS: Record<string, [number, number]> = { slow: [20, 1_500], scansSlow: [5, 200] };

/** Connects processes to disks: every operation takes time on its way there and back, and may fail. */
export class StorageWay implements Way {
	writes = 0;
	/** By document. */
	readonly writesOf = new Map<string, number>();
	#scheduler: Scheduler;
	#conditions: Conditions;
	#random: Random;

	constructor(scheduler: Scheduler, conditions: Conditions, random: Random) {
		this.#scheduler = scheduler;
		this.#conditions = conditions;
		this.#random = random;
	}

	read<Result>(disk: Disk, run: () => Result): Promise<Result> {
		return this.#request(disk, run);
	}

	async scan<Result>(disk: Disk, run: () => Result): Promise<Result> {
		const found = await this.#request(disk, run);
		// By then some of what was found has changed.
		if (this.#conditions.storage.get(disk.name) === "scansSlow") await this.#pause(this.#random.spread(100, 8_000));
		return found;
	}

	write<Result>(disk: Disk, text: string, run: () => Result, document?: string): Promise<Result> {
		return this.#request(disk, run, text, document);
	}

	#request<Result>(disk: Disk, run: () => Result, text?: string, document?: string): Promise<Result> {
		const scheduler = this.#scheduler;
		const { owner } = scheduler;
		return new Promise((resolve, reject) => {
			const answer = (delay: number, settle: () => void) => void scheduler.schedule(delay, settle, owner);
			const fail = () => answer(this.#delay(disk), () => reject(new StoreUnavailable(`The storage of ${disk.name} is unavailable.`)));
			const arrive = () => {
				// What a dead process has sent may or may not have arrived.
				if (!owner.isAlive && !this.#conditions.tookEffect()) return;
				const condition = this.#conditions.storage.get(disk.name);
				const isBlocked = condition === "away" || (condition === "full" && text !== undefined);
				if (isBlocked || this.#conditions.isCut(owner.name, disk.name)) return fail();
				let settle: () => void;
				try {
					const result = run();
					settle = () => resolve(result);
					if (text !== undefined) {
						this.writes++;
						if (document) this.writesOf.set(document, (this.writesOf.get(document) ?? 0) + 1);
						scheduler.touch();
						scheduler.trace.note(result === false ? `${text}: refused, somebody was faster` : text, owner.name);
					}
				} catch (error) {
					settle = () => reject(error);
				}
				if (text !== undefined && this.#conditions.losesAnswer())
					return answer(TIMEOUT, () => reject(new StoreUnavailable(`The storage of ${disk.name} did not answer.`)));
				// Most answers arrive at once, because every step costs. Others arrive after the next changes.
				if (!isPrompt || !owner.isAlive) return answer(this.#delay(disk), settle);
				scheduler.continueAs(owner);
				settle();
			};
			const isPrompt = this.#random.chance(0.6);
			scheduler.schedule(this.#delay(disk), arrive, WORLD);
		});
	}

	#pause(milliseconds: number): Promise<void> {
		const { owner } = this.#scheduler;
		return new Promise((resolve) => {
			this.#scheduler.schedule(milliseconds, resolve, owner);
		});
	}

	#delay(disk: Disk): number {
		const [least, most] = SLOWNESS[this.#conditions.storage.get(disk.name) ?? ""] ?? [0, 0];
		return this.#conditions.latency() + (most > 0 ? this.#random.spread(least, most) : 0);
	}
}
