import { run, STYLE, TYPES } from "./steps.ts";

const results = [await run(TYPES), await run(STYLE)];
process.exitCode = results.every(Boolean) ? 0 : 1;
