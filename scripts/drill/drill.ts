import { cpus, loadavg } from "node:os";
import { setTimeout as sleep } from "node:timers/promises";
import { Balancer } from "./balancer.ts";
import { Customers } from "./customers.ts";
import type { Fleet } from "./fleet.ts";
import { Market } from "./market.ts";
import { Tally, WARMING_UP } from "./tally.ts";
import { type Verification, verify } from "./verification.ts";

const STEADY_TIMEOUT_MS = 180_000;
const STEADY_FOR_MS = 1_500;

/** How long orders may take to become final after the last customer's visit. */
export const SETTLE_TIMEOUT_MS = 180_000;

/** A fleet under load, as a drill's action gets it. */
export interface Scene {
	fleet: Fleet;
	customers: Customers;
	tally: Tally;
}

export interface Outcome {
	tally: Tally;
	verification: Verification;
}

const POLL_INTERVAL_MS = 100;

/** Prolongs a phase on slow machines until enough requests were made in it. */
export const waitUntilMet = async (isMet: () => boolean): Promise<void> => {
	for (const until = Date.now() + SETTLE_TIMEOUT_MS; !isMet() && Date.now() < until; ) await sleep(POLL_INTERVAL_MS);
};

/** Nodes that have just started may not have discovered each other yet. */
const waitUntilSteady = async (tally: Tally): Promise<void> => {
	const counts = () => [tally.count({ phase: WARMING_UP, failed: true }), tally.count({ phase: WARMING_UP })] as const;
	for (const until = Date.now() + STEADY_TIMEOUT_MS; Date.now() < until; ) {
		const [failed, all] = counts();
		await sleep(STEADY_FOR_MS);
		const [failedThen, allThen] = counts();
		if (failedThen === failed && allThen > all) return;
	}
	throw new Error(`Requests still fail ${STEADY_TIMEOUT_MS / 1000} s after the start.`);
};

/** Runs `act` while customers visit at a constant rate, then verifies the outcome. */
export async function underLoad(fleet: Fleet, perSecond: number, act: (scene: Scene) => Promise<void>): Promise<Outcome> {
	const balancer = new Balancer(fleet.addresses);
	try {
		const tally = new Tally();
		const customers = new Customers(balancer, await Market.open(balancer), tally);
		customers.start(perSecond);
		await waitUntilSteady(tally)
			.then(() => act({ fleet, customers, tally }))
			.finally(() => customers.stop());
		return { tally, verification: await verify(customers, SETTLE_TIMEOUT_MS) };
	} finally {
		balancer.close();
	}
}

/** Describes the machine that the figures were measured on. */
export const machine = (): string =>
	`${cpus().length} × ${cpus()[0]?.model.trim()}, Node ${process.version}, load average ${loadavg()[0]!.toFixed(1)} at the start`;

const aligned = (rows: string[][]): string => {
	const widths = rows[0]!.map((_, column) => Math.max(...rows.map((row) => row[column]!.length)));
	return rows.map((row) => `| ${row.map((cell, column) => cell.padEnd(widths[column]!)).join(" | ")} |`).join("\n");
};

/** A Markdown table. */
export const table = (head: string[], rows: string[][]): string => aligned([head, head.map(() => "---"), ...rows]);

type Row = [phase: string, request: string, response: string];

export const responsesTable = (tally: Tally, isShown: (...row: Row) => boolean = () => true): string => {
	const rows = tally.rows().filter((row) => isShown(...(row.slice(0, 3) as Row)));
	return table(["phase", "request", "response", "count", "p50 ms", "p99 ms", "max ms"], rows);
};

export const verificationText = ({ acknowledged, checked, duplicated, lost, stuck, violations }: Verification): string =>
	[
		`acknowledged orders ${acknowledged}; lost ${lost.length}, stuck ${stuck.length}, duplicated ${duplicated.length}`,
		`audit: ${checked} orders, ${violations.length} violations`,
		...[...lost, ...stuck, ...duplicated, ...violations.map((violation) => JSON.stringify(violation))].slice(0, 20),
	].join("\n");
