import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { PAGES, STYLE, type Step, TYPES, WEB_TEST_TYPES, WEB_TYPES } from "../steps.ts";

const ROOT = join(import.meta.dirname, "../..");

const FAST_SPECS = "{contracts,lib,mixins,scripts,services,web,test/contract}/**/*.spec.ts";
/** Take several seconds of CPU each. `npm test` runs them. */
const SLOW_SPECS = ["fuzz", "hostile", "openapi-examples"].map((name) => `test/contract/${name}.spec.ts`);
/** Specs that import these start servers or other processes. */
const PROCESS_IMPORT = /from "(?:node:child_process|[^"]*\/servers\/[\w-]+\.ts)"/;

export interface Plan {
	/** Run before the tests. */
	steps: Step[];
	jestArgs: string[];
}

export const isFast = (path: string, text: string): boolean => !SLOW_SPECS.includes(path) && !PROCESS_IMPORT.test(text);

/** Specs that need neither a server nor a browser nor another process. */
export const fastSpecs = (): string[] =>
	globSync(FAST_SPECS, { cwd: ROOT })
		.sort()
		.filter((path) => isFast(path, readFileSync(join(ROOT, path), "utf8")));

/** Everything, or with `--fast` the checks and specs that finish within a minute. All other arguments are Jest's. */
export const planFor = (args: readonly string[]): Plan => {
	const checks = [TYPES, WEB_TYPES, WEB_TEST_TYPES, STYLE];
	const jestArgs = args.filter((arg) => arg !== "--fast");
	if (jestArgs.length === args.length) return { steps: [...checks, PAGES], jestArgs };
	return { steps: checks, jestArgs: [...jestArgs, "--testMatch", ...fastSpecs().map((path) => join(ROOT, path))] };
};
