import { run, STYLE, TYPES, WEB_TYPES } from "./steps.ts";

const results = [await run(TYPES), await run(WEB_TYPES), await run(STYLE)];
process.exitCode = results.every(Boolean) ? 0 : 1;
