import { readFileSync } from "node:fs";

/** Preloaded by the processes of a test: their clocks are ahead by the milliseconds in this file. */
const FILE = process.env.TEST_CLOCK_FILE!;
const LOOK_EVERY_MS = 50;
const { now } = Date;
let ahead = 0;

const look = (): void => {
	ahead = Number(readFileSync(FILE, "utf8"));
};

look();
setInterval(look, LOOK_EVERY_MS).unref();
Date.now = () => now() + ahead;
