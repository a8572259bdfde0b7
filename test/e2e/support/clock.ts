import { mkdtemp, rename, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

const PRELOADED = pathToFileURL(join(import.meta.dirname, "movable-clock.ts"));

/** A clock shared by all processes of a system. Tests move it instead of waiting for time limits. */
export class Clock {
	#folder: string;
	#ahead = 0;

	private constructor(folder: string) {
		this.#folder = folder;
	}

	static async create(): Promise<Clock> {
		const clock = new Clock(await mkdtemp(join(tmpdir(), "cortado-clock-")));
		await clock.advance(0);
		return clock;
	}

	/** Environment of processes that use this clock. */
	get env(): Record<string, string> {
		return { TEST_CLOCK_FILE: this.#file, NODE_OPTIONS: `--import ${PRELOADED}` };
	}

	async advance(seconds: number): Promise<void> {
		this.#ahead += seconds * 1_000;
		await writeFile(`${this.#file}.next`, String(this.#ahead));
		await rename(`${this.#file}.next`, this.#file); // readers never see a partial file
	}

	remove(): Promise<void> {
		return rm(this.#folder, { recursive: true, force: true });
	}

	get #file(): string {
		return join(this.#folder, "ahead");
	}
}
