import { type Signal, signal } from "@preact/signals";

const RING_MS = 5_000;
const BEEP_SECONDS = 0.16;
const LOUDNESS = 0.3;
const [LOW, HIGH, GRAVE] = [880, 1320, 330];

/** A browser is silent and a screen goes dark until somebody says that they are here. */
export class Sound {
	readonly isOn: Signal<boolean> = signal(false);
	#context: AudioContext | undefined;
	#ringing: ReturnType<typeof setInterval> | undefined;
	#heard = 0;
	#wake: Promise<WakeLockSentinel | undefined> | undefined;

	begin(): void {
		this.#context ??= new AudioContext();
		void this.#context.resume();
		this.isOn.value = true;
		this.stayAwake();
		this.#beep(LOW, 0);
	}

	end(): void {
		this.isOn.value = false;
		void this.#wake?.then((lock) => lock?.release());
	}

	/** Rings for as long as anything is unanswered, at once for one more. */
	follow(unanswered: number): void {
		clearInterval(this.#ringing);
		if (!this.isOn.value) return;
		if (unanswered > 0) this.#ringing = setInterval(this.#ring, RING_MS);
		if (unanswered > this.#heard) this.#ring();
		this.#heard = unanswered;
	}

	/** Nobody will tell of new orders. */
	warn(): void {
		if (this.isOn.peek()) this.#beep(GRAVE, 0);
	}

	/** The browser lets go of it whenever the page is hidden, and a low battery may forbid it. */
	stayAwake(): void {
		if (this.isOn.peek() && !document.hidden) this.#wake = navigator.wakeLock?.request("screen").catch(() => undefined);
	}

	#ring = (): void => {
		this.#beep(LOW, 0);
		this.#beep(HIGH, BEEP_SECONDS * 1.5);
	};

	#beep(pitch: number, after: number): void {
		const context = this.#context;
		if (!context) return;
		const tone = context.createOscillator();
		const volume = context.createGain();
		const from = context.currentTime + after;
		tone.frequency.value = pitch;
		volume.gain.setValueAtTime(LOUDNESS, from);
		volume.gain.linearRampToValueAtTime(0, from + BEEP_SECONDS);
		tone.connect(volume).connect(context.destination);
		tone.start(from);
		tone.stop(from + BEEP_SECONDS);
	}
}

/** One for the page, whichever store it shows. */
export const sound = new Sound();
