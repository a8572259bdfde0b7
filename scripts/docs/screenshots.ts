import { join } from "node:path";
import { PAGES, run, type Step } from "../steps.ts";

const ROOT = join(import.meta.dirname, "../..");

/** One after another: a picture of a busy page shows skeletons. Arguments choose pages. */
const PICTURES: Step = {
	name: "screenshots",
	program: process.execPath,
	args: [
		"--experimental-vm-modules",
		"--disable-warning=ExperimentalWarning",
		join(ROOT, "node_modules/jest/bin/jest.js"),
		"--testMatch",
		"<rootDir>/test/web/pictures/*.pictures.ts",
		"--runInBand",
		...process.argv.slice(2),
	],
};

const isDone = (await run(PAGES)) && (await run(PICTURES));
process.exitCode = isDone ? 0 : 1;
