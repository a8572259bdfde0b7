import type { Orders } from "./customers/orders.ts";
import type { Session } from "./customers/session.ts";
import { percent } from "./report.ts";
import { availability } from "./tally.ts";

const LINE_INTERVAL_S = 5;

/** The counters shown in a progress line. */
export interface Moment {
	second: number;
	seconds: number;
	requests: number;
	failed: number;
	acknowledged: number;
}

/** Shows the rates since the previous line. */
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

/** Updates one line on a terminal; otherwise prints a line at intervals. */
export class Progress {
	readonly #out: NodeJS.WriteStream;
	#timer: NodeJS.Timeout | undefined;

	constructor(out: NodeJS.WriteStream) {
		this.#out = out;
	}

	log(text: string): void {
		this.#out.write(this.#out.isTTY ? `\r\x1b[K${text}` : `${text}\n`);
	}

	close(): void {
		clearInterval(this.#timer);
		if (this.#out.isTTY) this.#out.write("\r\x1b[K");
	}

	watch(session: Session, orders: Orders, seconds: number): void {
		const current = (): Moment => ({
			second: (performance.now() - session.startedAt) / 1000,
			seconds,
			requests: session.tally.requests,
			failed: session.tally.failed,
			acknowledged: orders.acknowledged.length,
		});
		let before = current();
		this.#timer = setInterval(
			() => {
				const now = current();
				if (performance.now() > session.endsAt + 500) return this.log(`waiting for ${countOpen(orders)} orders to end`);
				this.log(progressLine(now, before));
				before = now;
			},
			(this.#out.isTTY ? 1 : LINE_INTERVAL_S) * 1000,
		);
	}
}

const countOpen = ({ acknowledged }: Orders): number => acknowledged.filter(({ ended }) => !ended).length;
