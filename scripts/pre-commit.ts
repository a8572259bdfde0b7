import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { run, STYLE, type Step, TYPES, WEB_TYPES } from "./steps.ts";

const CACHE = join(import.meta.dirname, "../node_modules/.cache");

/** What an earlier run has checked is not checked again. */
const incremental = (step: Step, name: string): Step => ({
	...step,
	args: [...step.args, "--incremental", "--tsBuildInfoFile", join(CACHE, `${name}.tsbuildinfo`)],
});

/** The checks that these staged files need, so that a commit waits for a few seconds only. CI checks everything. */
export const checksFor = (staged: string[]): Step[] => {
	const isCode = (path: string): boolean => /\.tsx?$/.test(path);
	const checks: Step[] = [{ ...STYLE, args: [...STYLE.args, "--staged", "--no-errors-on-unmatched"] }];
	if (staged.some((path) => isCode(path) && !path.startsWith("web/"))) checks.push(incremental(TYPES, "types"));
	if (staged.some((path) => isCode(path) && path.startsWith("web/"))) checks.push(incremental(WEB_TYPES, "web-types"));
	return checks;
};

if (import.meta.main) {
	const staged = execFileSync("git", ["diff", "--cached", "--name-only", "--diff-filter=ACMR"], { encoding: "utf8" }).split("\n");
	const results = await Promise.all(checksFor(staged).map(run));
	process.exitCode = results.every(Boolean) ? 0 : 1;
}
