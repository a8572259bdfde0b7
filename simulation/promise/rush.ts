import { type Pace, paceOf, type QueuedTicket, RECENT, readyAtFor } from "../../services/store/queue/ready-estimate.ts";
import { Random } from "../clock/random.ts";

/** A morning of one store: customers, baristas who work at their own pace, and what each way of promising gets wrong. */

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const DURATION = 180 * MINUTE;
/** Orders a minute, by the part of the morning. The peak is more than two baristas can make, who manage 0.9. */
const RATES = [0.3, 0.6, 1, 1.05, 0.7, 0.4];
const PREPARATION = [30, 45, 60, 90];
const NOISE = 0.25;

interface Barista {
	slowness: number;
	from: number;
	until: number;
	freeAt: number;
}
interface Ticket extends QueuedTicket {
	placedAt: number;
	promises: Record<Way, number>;
}
export type Way = "measured" | "constant";

/** Today's promise before this: one barista who needs exactly the preparation time of everything that is open. */
const constant = (prepMs: number, open: QueuedTicket[], at: number): number =>
	at + open.reduce((sum, ticket) => sum + ticket.prepMs, prepMs);

const exponential = (random: Random, mean: number): number => -Math.log(1 - random.next()) * mean;
/** Around 1, with a few slow ones. */
const noise = (random: Random): number => Math.exp(NOISE * (random.next() + random.next() + random.next() - 1.5) * 2);

const arrivals = (random: Random): number[] => {
	const times: number[] = [];
	for (let at = 0; at < DURATION; ) {
		const rate = RATES[Math.floor((at / DURATION) * RATES.length)]!;
		at += exponential(random, MINUTE / rate);
		times.push(at);
	}
	return times;
};

const baristas = (random: Random): Barista[] => [
	{ slowness: random.between(0.9, 1.4), from: 0, until: Number.POSITIVE_INFINITY, freeAt: 0 },
	{ slowness: random.between(0.9, 1.4), from: 0, until: Number.POSITIVE_INFINITY, freeAt: 0 },
];

/** Baristas take the oldest ticket as soon as they are free, which includes the seconds between two tickets. */
const work = (queue: Ticket[], team: Barista[], until: number, random: Random): void => {
	for (;;) {
		const ticket = queue.find(({ startedAt }) => startedAt === null);
		if (!ticket) return;
		const barista = team.reduce((one, other) => (other.freeAt < one.freeAt ? other : one));
		const begins = Math.max(barista.freeAt, ticket.placedAt) + random.between(2, 8) * SECOND;
		if (begins > until) return;
		ticket.startedAt = begins;
		ticket.madeAt = begins + ticket.prepMs * barista.slowness * noise(random);
		barista.freeAt = ticket.madeAt;
	}
};

/** As the board knows it at this time: what will happen later is not known. */
const knownAt = (ticket: Ticket, at: number): QueuedTicket => ({
	prepMs: ticket.prepMs,
	queuedAt: ticket.placedAt,
	startedAt: ticket.startedAt !== null && ticket.startedAt <= at ? ticket.startedAt : null,
	madeAt: ticket.madeAt !== null && ticket.madeAt <= at ? ticket.madeAt : null,
});

const promisesAt = (prepMs: number, tickets: Ticket[], at: number): Record<Way, number> => {
	const known = tickets.map((ticket) => knownAt(ticket, at));
	const open = known.filter(({ madeAt }) => madeAt === null);
	const made = known.filter(({ madeAt }) => madeAt !== null).slice(-RECENT);
	const pace: Pace = paceOf(made, open, at);
	return { measured: readyAtFor(prepMs, open, pace, at), constant: constant(prepMs, open, at) };
};

export interface Errors {
	median: number;
	p90: number;
}

const errorsOf = (tickets: Ticket[], way: Way): Errors => {
	const errors = tickets.map(({ madeAt, promises }) => Math.abs(madeAt! - promises[way]) / SECOND).sort((one, other) => one - other);
	const share = (part: number) => Math.round(errors[Math.floor(errors.length * part)]!);
	return { median: share(0.5), p90: share(0.9) };
};

/** Both ways promise the same orders; neither changes what the baristas do. */
const morning = (seed: number): Ticket[] => {
	const random = new Random(seed, "rush");
	const team = baristas(random);
	const tickets: Ticket[] = [];
	for (const placedAt of arrivals(random)) {
		work(tickets, team, placedAt, random);
		const items = 1 + random.below(3);
		const prepMs = Array.from({ length: items }, () => random.pick(PREPARATION)).reduce((sum, seconds) => sum + seconds, 0) * SECOND;
		const promises = promisesAt(prepMs, tickets, placedAt);
		tickets.push({ prepMs, placedAt, queuedAt: placedAt, startedAt: null, madeAt: null, promises });
	}
	work(tickets, team, Number.POSITIVE_INFINITY, random);
	return tickets;
};

export type Result = { orders: number; longestWait: number } & Record<Way, Errors>;

/** The errors of both ways over several mornings, in seconds. */
export const rush = (...seeds: number[]): Result => {
	const tickets = seeds.flatMap(morning);
	const longestWait = Math.round(Math.max(...tickets.map(({ madeAt, placedAt }) => madeAt! - placedAt)) / SECOND);
	return { orders: tickets.length, longestWait, measured: errorsOf(tickets, "measured"), constant: errorsOf(tickets, "constant") };
};

export const SEEDS = Array.from({ length: 20 }, (_, index) => index + 1);

const line = (name: string, { constant, longestWait, measured, orders }: Result): string =>
	`${name}: ${orders} orders, waits up to ${longestWait} s; error of the measured pace ${measured.median} s (median), ${measured.p90} s (p90); ` +
	`of the constant ${constant.median} s, ${constant.p90} s\n`;

if (import.meta.main) {
	for (const seed of SEEDS) process.stdout.write(line(`seed ${seed}`, rush(seed)));
	process.stdout.write(line("all", rush(...SEEDS)));
}
