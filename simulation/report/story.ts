import type { Problem } from "../checks/problem.ts";
import type { TraceLine } from "../clock/trace.ts";
import { describeFault } from "../faults/plan.ts";
import type { Plan, Result } from "../simulation.ts";

const MOST_LINES = 250;
/** Processes that die, stop and start, and faults that begin and end. */
const CONCERNS_ALL = /^(starts|stops|is up|dies|\w+ (begins|ends))$/;

const timeOf = (milliseconds: number): string => {
	const seconds = milliseconds / 1_000;
	const minutes = Math.floor(seconds / 60);
	return `${String(minutes).padStart(3)}:${(seconds - minutes * 60).toFixed(3).padStart(6, "0")}`;
};

const isAbout = ({ text }: TraceLine, key: string | undefined): boolean =>
	(key !== undefined && text.includes(key)) || CONCERNS_ALL.test(text);

/** A line, and how often it is repeated without another in between. */
const withoutRepetitions = (lines: TraceLine[]): { line: TraceLine; times: number }[] => {
	const told: { line: TraceLine; times: number }[] = [];
	for (const line of lines) {
		const last = told.at(-1);
		if (last?.line.process === line.process && last.line.text === line.text) last.times++;
		else told.push({ line, times: 1 });
	}
	return told;
};

/** The story of the order that shows the problem, or of everything if the problem is nobody's. */
export const storyOf = ({ lines, openedAt, took }: Result, plan: Plan, { found, orderId, rule }: Problem): string => {
	const key = orderId?.replace(/^ord_/, "");
	const story = withoutRepetitions(
		lines.filter((line) => line.at >= openedAt && line.at <= took && (key === undefined || isAbout(line, key))),
	);
	const shown = story.length > MOST_LINES ? [...story.slice(0, MOST_LINES / 2), ...story.slice(-MOST_LINES / 2)] : story;
	return [
		`Broken: ${rule}`,
		`Found: ${found}`,
		`Lives: ${plan.lives.join(", ")} of ${plan.of}`,
		`Faults: ${plan.faults.map(describeFault).join("; ") || "none"}`,
		"",
		...shown.map(({ line: { at, process, text }, times }) => {
			const shortened = key ? text.replaceAll(`ord_${key}`, "the order") : text;
			return `${timeOf(at - openedAt)}  ${process.padEnd(12)} ${shortened}${times > 1 ? ` (${times} times)` : ""}`;
		}),
	].join("\n");
};
