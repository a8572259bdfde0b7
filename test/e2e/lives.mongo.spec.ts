import { livesSuite } from "./lives.suite.ts";
import { inTwoOfEach } from "./modes.ts";
import { TIMERS, timersSuite } from "./timers.suite.ts";

inTwoOfEach(TIMERS, (system) => {
	describe("lives", () => livesSuite(system));
	describe("a life interrupted", () => timersSuite(system));
});
