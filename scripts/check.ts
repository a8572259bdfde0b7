import { run, STYLE, TYPES, WEB_TEST_TYPES, WEB_TYPES } from "./steps.ts";

const results = [];
for (const step of [TYPES, WEB_TYPES, WEB_TEST_TYPES, STYLE]) results.push(await run(step));
process.exitCode = results.every(Boolean) ? 0 : 1;
