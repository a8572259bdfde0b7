import { type Signal, signal } from "@preact/signals";

const RING_MS = 5_000;
const BEEP_SECONDS = 0.16;
const LOUDNESS = 0.3;
const [LOW_HZ, HIGH_HZ, WARNING_HZ] = [880, 1320, 330];

/** The alarm for unanswered orders. Browsers allow sound and the wake lock only after `start` is called from a user's action. */
export class Sound {
	readonly isOn: Signal<boolean> = signal(false);
	#context: AudioContext | undefined;
	#ringing: ReturnType<typeof setInterval> | undefined;
	#lastCount = 0;
	#wakeLock: Promise<WakeLockSentinel | undefined> | undefined;

	start(): void {
		this.#context ??= new AudioContext();
		void this.#context.resume();
		this.isOn.value = true;
		this.stayAwake();
		this.#beep(LOW_HZ, 0);
	}

	stop(): void {
		this.isOn.value = false;
		void this.#wakeLock?.then((lock) => lock?.release());
	}

	/** Rings at once when the count rises, and again every five seconds until it is zero. */
	update(unanswered: number): void {
		clearInterval(this.#ringing);
		if (!this.isOn.value) return;
		if (unanswered > 0) this.#ringing = setInterval(this.#ring, RING_MS);
		if (unanswered > this.#lastCount) this.#ring();
		this.#lastCount = unanswered;
	}

	/** For a lost connection: new orders do not arrive. */
	warn(): void {
		if (this.isOn.peek()) this.#beep(WARNING_HZ, 0);
	}

	/** Call again when the page becomes visible, since hiding it releases the lock. A low battery can refuse it. */
	stayAwake(): void {
		if (this.isOn.peek() && !document.hidden) this.#wakeLock = navigator.wakeLock?.request("screen").catch(() => undefined);
	}

	#ring = (): void => {
		this.#beep(LOW_HZ, 0);
		this.#beep(HIGH_HZ, BEEP_SECONDS * 1.5);
	};

	#beep(frequency: number, delay: number): void {
		const context = this.#context;
		if (!context) return;
		const tone = context.createOscillator();
		const volume = context.createGain();
		const from = context.currentTime + delay;
		tone.frequency.value = frequency;
		volume.gain.setValueAtTime(LOUDNESS, from);
		volume.gain.linearRampToValueAtTime(0, from + BEEP_SECONDS);
		tone.connect(volume).connect(context.destination);
		tone.start(from);
		tone.stop(from + BEEP_SECONDS);
	}
}

/** One for the page, because it stays on when an operator changes stores. */
export const sound = new Sound();
