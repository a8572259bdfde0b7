import type { Orders } from "./customers/orders.ts";
import type { Session } from "./customers/session.ts";
import { percent } from "./report.ts";
import { availability } from "./tally.ts";

const LINE_EVERY_S = 5;

/** What a line of progress shows. */
export interface Moment {
	second: number;
	seconds: number;
	requests: number;
	failed: number;
	acknowledged: number;
}

/** The rates of the time since the last line. */
export const progressLine = (now: Moment, before: Moment): string => {
	const lasted = Math.max(0.001, now.second - before.second);
	const perSecond = (what: "acknowledged" | "requests") => ((now[what] - before[what]) / lasted).toFixed(1);
	return [
		`${String(Math.round(now.second)).padStart(4)} of ${now.seconds} s`,
		`${perSecond("requests").padStart(7)} requests/s`,
		`${perSecond("acknowledged").padStart(6)} orders/s`,
		`availability ${percent(availability(now.requests, now.failed))}`,
		`${now.failed} failed`,
	].join("   ");
};

/** On a terminal one line that changes, else a line now and then. */
export class Progress {
	readonly #out: NodeJS.WriteStream;
	#timer: NodeJS.Timeout | undefined;

	constructor(out: NodeJS.WriteStream) {
		this.#out = out;
	}

	say(text: string): void {
		this.#out.write(this.#out.isTTY ? `\r\x1b[K${text}` : `${text}\n`);
	}

	/** Leaves what was said last. */
	close(): void {
		clearInterval(this.#timer);
		if (this.#out.isTTY) this.#out.write("\r\x1b[K");
	}

	watch(session: Session, orders: Orders, seconds: number): void {
		const look = (): Moment => ({
			second: (performance.now() - session.beganAt) / 1000,
			seconds,
			requests: session.tally.requests,
			failed: session.tally.failed,
			acknowledged: orders.acknowledged.length,
		});
		let before = look();
		this.#timer = setInterval(
			() => {
				const now = look();
				if (performance.now() > session.endsAt + 500) return this.say(`waiting for ${open(orders)} orders to end`);
				this.say(progressLine(now, before));
				before = now;
			},
			(this.#out.isTTY ? 1 : LINE_EVERY_S) * 1000,
		);
	}
}

const open = ({ acknowledged }: Orders): number => acknowledged.filter(({ ended }) => !ended).length;
