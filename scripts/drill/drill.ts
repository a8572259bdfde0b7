import { cpus, loadavg } from "node:os";
import { setTimeout as sleep } from "node:timers/promises";
import { Balancer } from "./balancer.ts";
import { type Books, close } from "./books.ts";
import { Customers } from "./customers.ts";
import type { Fleet } from "./fleet.ts";
import { Market } from "./market.ts";
import { Tally, WARMING_UP } from "./tally.ts";

const STEADY_WITHIN = 180_000;
const STEADY_FOR = 1_500;

/** So long everything may take to come to its end after the last customer. */
export const SETTLED_WITHIN = 180_000;

/** A fleet under load. */
export interface Scene {
	fleet: Fleet;
	customers: Customers;
	tally: Tally;
}

export interface Outcome {
	tally: Tally;
	books: Books;
}

const LOOK_EVERY = 100;

/** On a slow machine customers are few: something goes on until enough of them have met it. */
export const untilMet = async (isMet: () => boolean): Promise<void> => {
	for (const until = Date.now() + SETTLED_WITHIN; !isMet() && Date.now() < until; ) await sleep(LOOK_EVERY);
};

/** Nodes that have all just started may not have heard of each other yet. */
const untilSteady = async (tally: Tally): Promise<void> => {
	const answered = () => [tally.count({ phase: WARMING_UP, failed: true }), tally.count({ phase: WARMING_UP })] as const;
	for (const until = Date.now() + STEADY_WITHIN; Date.now() < until; ) {
		const [failed, all] = answered();
		await sleep(STEADY_FOR);
		const [failedThen, allThen] = answered();
		if (failedThen === failed && allThen > all) return;
	}
	throw new Error(`Requests still fail ${STEADY_WITHIN / 1000} s after the start.`);
};

/** Lets customers come at a steady rate while something is done to the fleet, and closes the books. */
export async function underLoad(fleet: Fleet, perSecond: number, act: (scene: Scene) => Promise<void>): Promise<Outcome> {
	const door = new Balancer(fleet.addresses);
	try {
		const tally = new Tally();
		const customers = new Customers(door, await Market.open(door), tally);
		customers.come(perSecond);
		await untilSteady(tally)
			.then(() => act({ fleet, customers, tally }))
			.finally(() => customers.leave());
		return { tally, books: await close(customers, SETTLED_WITHIN) };
	} finally {
		door.close();
	}
}

/** Where the figures that follow were taken. */
export const machine = (): string =>
	`${cpus().length} × ${cpus()[0]?.model.trim()}, Node ${process.version}, load average ${loadavg()[0]!.toFixed(1)} at the start`;

const aligned = (rows: string[][]): string => {
	const widths = rows[0]!.map((_, column) => Math.max(...rows.map((row) => row[column]!.length)));
	return rows.map((row) => `| ${row.map((cell, column) => cell.padEnd(widths[column]!)).join(" | ")} |`).join("\n");
};

/** As it can be pasted into a page. */
export const table = (head: string[], rows: string[][]): string => aligned([head, head.map(() => "---"), ...rows]);

type Row = [phase: string, what: string, answer: string];

export const answers = (tally: Tally, isShown: (...row: Row) => boolean = () => true): string => {
	const rows = tally.rows().filter((row) => isShown(...(row.slice(0, 3) as Row)));
	return table(["phase", "request", "answer", "count", "p50 ms", "p99 ms", "longest ms"], rows);
};

export const account = ({ acknowledged, checked, doubled, lost, stuck, violations }: Books): string =>
	[
		`acknowledged orders ${acknowledged}; lost ${lost.length}, stuck ${stuck.length}, doubled ${doubled.length}`,
		`audit: ${checked} orders, ${violations.length} violations`,
		...[...lost, ...stuck, ...doubled, ...violations.map((violation) => JSON.stringify(violation))].slice(0, 20),
	].join("\n");
