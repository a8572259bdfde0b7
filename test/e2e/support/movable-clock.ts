import { readFileSync } from "node:fs";

/** Preloaded by the processes of a test. This file contains how many milliseconds their clock is ahead. */
const FILE = process.env.TEST_CLOCK_FILE!;
const POLL_INTERVAL_MS = 50;
const { now } = Date;
let ahead = 0;

const read = (): void => {
	ahead = Number(readFileSync(FILE, "utf8"));
};

read();
setInterval(read, POLL_INTERVAL_MS).unref();
Date.now = () => now() + ahead;
