/** A line of the story of a run. */
export interface TraceLine {
	at: number;
	process: string;
	text: string;
}

/** Fingerprints everything that happens, and optionally records it. */
export class Trace {
	readonly lines: TraceLine[] = [];
	#isRecording: boolean;
	#high = 0x9e3779b9;
	#low = 0x85ebca6b;
	#at = 0;
	#process = "";

	constructor(isRecording = false) {
		this.#isRecording = isRecording;
	}

	/** Equal for two runs in which the same things happened in the same order at the same times. */
	get hash(): string {
		return [this.#high, this.#low].map((part) => (part >>> 0).toString(16).padStart(8, "0")).join("");
	}

	step(at: number, process: string): void {
		this.#at = at;
		this.#process = process;
		this.#mix(Math.round(at * 1_000) | 0);
		for (let index = 0; index < process.length; index++) this.#mix(process.charCodeAt(index));
	}

	note(text: string, process = this.#process): void {
		for (let index = 0; index < text.length; index++) this.#mix(text.charCodeAt(index));
		if (this.#isRecording) this.lines.push({ at: this.#at, process, text });
	}

	#mix(value: number): void {
		this.#high = Math.imul(this.#high ^ value, 0x01000193);
		this.#low = Math.imul(this.#low ^ value ^ (this.#high >>> 15), 0x5bd1e995);
	}
}
