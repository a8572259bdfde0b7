// First of all: settings, timers and random numbers are replaced before any module of the product is loaded.
import "./environment.ts";
import { randomInt } from "node:crypto";
import { parseArgs } from "node:util";
import { realNow } from "./clock/real-time.ts";
import { installVirtualTime } from "./clock/virtual-time.ts";

const { values } = parseArgs({
	options: {
		seed: { type: "string" },
		seeds: { type: "string" },
		lives: { type: "string", default: "200" },
		faults: { type: "string" },
		minutes: { type: "string" },
		mutant: { type: "string" },
		"no-shrink": { type: "boolean", default: false },
	},
});
const firstSeed = Number(values.seed ?? randomInt(1_000_000_000));
const until = values.minutes === undefined ? Number.POSITIVE_INFINITY : realNow() + Number(values.minutes) * 60_000;
const seeds = Number(values.seeds ?? (values.minutes === undefined ? 1 : Number.POSITIVE_INFINITY));

installVirtualTime();
Error.stackTraceLimit = 6;
const { runSeeds } = await import("./campaign.ts");
const isClean = await runSeeds({
	firstSeed,
	seeds,
	until,
	lives: Number(values.lives),
	faults: values.faults,
	mutant: values.mutant,
	shrinks: !values["no-shrink"],
});
process.exit(isClean ? 0 : 1);
