import type { Findings } from "./check.ts";
import type { Mode, Options } from "./options.ts";
import type { Spread, Unsuccessful } from "./tally.ts";

/** The kind of the time from placing an order to its end. */
export const DURATION = "placed to ended";
/** Above this share of the clients' time, the accounts' rate limits distort the result. */
const HELD_BACK_THRESHOLD = 0.05;
const MAX_LISTED = 10;

export interface Report {
	url: string;
	mode: Mode;
	clients: number;
	rate: number | null;
	store: string;
	product: string;
	timing: Options["timing"];
	accounts: string;
	startedAt: string;
	/** Duration of the run. */
	seconds: number;
	interrupted: boolean;
	/** In percent. */
	availability: number;
	atLeast: number | null;
	requests: number;
	failed: number;
	/** Refusals with `Retry-After`, by status. */
	refused: Record<string, number>;
	perSecond: { requests: number; acknowledged: number; completed: number };
	acknowledgedInRun: number;
	completedInRun: number;
	/** Of served requests, in milliseconds. */
	latencies: ({ kind: string } & Spread)[];
	/** All answers except successes, by kind and outcome. */
	unsuccessful: Unsuccessful[];
	orders: Findings & { unanswered: number };
	settleSeconds: number;
	/** Requests that finished and checked the orders after the run. */
	afterwards: { requests: number; failed: number };
	/** Share of the clients' time spent waiting for their accounts' rate limits. */
	heldBack: number;
	/** Due visits that did not start because all clients were busy. */
	notStarted: number;
	endsAtReady: boolean;
	notes: string[];
	passed: boolean;
}

/** Why the test has failed; empty if it passed. */
export const failureReasons = ({ atLeast, availability, orders }: Pick<Report, "atLeast" | "availability" | "orders">): string[] => {
	const { duplicates, missing, notEnded, unlisted, unread } = orders;
	return [
		...(missing.length > 0 ? [`${missing.length} acknowledged orders are missing`] : []),
		...(unread.length > 0 ? [`${unread.length} acknowledged orders could not be read back`] : []),
		...(notEnded.length > 0 ? [`${notEnded.length} acknowledged orders have not ended`] : []),
		...(duplicates.length > 0 ? [`${duplicates.length} orders were placed more than once`] : []),
		...(unlisted > 0 ? [`the orders of ${unlisted} accounts could not be listed`] : []),
		...(atLeast !== null && availability < atLeast ? [`the availability is below ${atLeast} %`] : []),
	];
};

/** Rounded down, so that 100 % means no failure. */
export const percent = (value: number): string => `${(Math.floor(value * 1000) / 1000).toFixed(3)} %`;

const ms = (value: number): string => value.toFixed(value < 10 ? 1 : 0);
const rate = (value: number): string => value.toFixed(value < 100 ? 1 : 0);
const counts = (record: Record<string, number>): string =>
	Object.entries(record)
		.map(([name, count]) => `${count} ${name}`)
		.join(", ");

/** Aligns the first column left and the others right. */
const table = (rows: string[][]): string => {
	const widths = rows[0]!.map((_, column) => Math.max(...rows.map((row) => row[column]!.length)));
	return rows
		.map((row) => `  ${row.map((cell, column) => (column === 0 ? cell.padEnd(widths[0]!) : cell.padStart(widths[column]!))).join("  ")}`)
		.join("\n");
};

const list = (title: string, items: string[]): string[] => {
	if (items.length === 0) return [];
	const more = items.length - MAX_LISTED;
	return [`  ${title}:`, ...items.slice(0, MAX_LISTED).map((item) => `    ${item}`), ...(more > 0 ? [`    and ${more} more`] : [])];
};

const spreadCells = ({ count, max, p50, p90, p99, p999 }: Spread): string[] => [String(count), ...[p50, p90, p99, p999, max].map(ms)];

const heading = ({ accounts, clients, interrupted, mode, product, rate, seconds, store, timing, url }: Report): string[] => [
	`Load test of ${url}: ${mode}, ${clients} clients${rate === null ? "" : `, ${rate} visits/s`}, ${seconds.toFixed(1)} s${interrupted ? " (interrupted)" : ""}`,
	`${product} at ${store}, ${timing === "prepaid" ? "prepaid" : "paid on receipt"}; ${accounts}`,
];

const overall = ({ availability, failed, perSecond, refused, requests }: Report): string[] => [
	`Availability  ${percent(availability)} of ${requests} requests: ${failed} failed (5xx or no answer)`,
	`Refused       ${refused[503]} by 503 with Retry-After (counted as failed), ${refused[429]} by 429 (not counted as failed)`,
	`Rates         ${rate(perSecond.requests)} requests/s, ${rate(perSecond.acknowledged)} orders acknowledged/s, ${rate(perSecond.completed)} orders completed/s`,
];

const latencyTable = ({ latencies, rate }: Report): string =>
	[
		`Latency of served requests in ms${rate === null ? "" : "; a visit's first request counts from its intended start"}`,
		table([["", "count", "p50", "p90", "p99", "p99.9", "max"], ...latencies.map((row) => [row.kind, ...spreadCells(row)])]),
	].join("\n");

const outcomeTable = (title: string, rows: Unsuccessful[]): string => {
	if (rows.length === 0) return `${title}: none`;
	const cells = rows.map(({ count, kind, max, outcome, p50 }) => [`${kind}: ${outcome}`, String(count), ms(p50), ms(max)]);
	return [title, table([["", "count", "p50 ms", "max ms"], ...cells])].join("\n");
};

const account = ({ endsAtReady, orders, settleSeconds }: Report): string => {
	const { acknowledged, duplicates, ended, missing, notEnded, reasons, there, unacknowledged, unanswered, unlisted, unread } = orders;
	const reasonsText = Object.keys(reasons).length > 0 && !endsAtReady ? ` (${counts(reasons)})` : "";
	return [
		`Orders        ${acknowledged} acknowledged: ${there} read back, ${missing.length} missing, ${unread.length} not readable`,
		`              ended: ${counts(ended) || "none"}${reasonsText}; ${notEnded.length} not ended ${settleSeconds} s after the run`,
		`              ${unlisted > 0 ? `duplicates unknown: the orders of ${unlisted} accounts could not be listed` : `${duplicates.length} placed more than once`}; ${unanswered} without an answer, ${unacknowledged} placed without an acknowledgement`,
		...(endsAtReady ? ["              Without staff, an order counts as completed when it is ready."] : []),
		...list("Missing", missing),
		...list("Not readable", unread),
		...list("Not ended", notEnded),
		...list("Placed more than once", duplicates),
	].join("\n");
};

const hints = ({ heldBack, notStarted, notes }: Report): string[] => [
	...(heldBack > HELD_BACK_THRESHOLD
		? [`Clients spent ${percent(100 * heldBack)} of the time waiting for their accounts' rate limits. Use more --accounts or --staff.`]
		: []),
	...(notStarted > 0 ? [`${notStarted} visits did not start because all clients were busy. Use more --clients for this --rate.`] : []),
	...notes,
];

export function reportText(report: Report): string {
	const failures = report.unsuccessful.filter(({ failed }) => failed);
	const others = report.unsuccessful.filter(({ failed }) => !failed);
	const { failed, requests } = report.afterwards;
	const reasons = failureReasons(report);
	return [
		heading(report).join("\n"),
		overall(report).join("\n"),
		latencyTable(report),
		outcomeTable("Failures", failures),
		...(others.length > 0 ? [outcomeTable("Other answers", others)] : []),
		account(report),
		[`After the run, ${requests} requests finished and checked the orders; ${failed} of them failed.`, ...hints(report)].join("\n"),
		reasons.length > 0 ? `FAILED: ${reasons.join("; ")}.` : "Passed.",
	].join("\n\n");
}
