import { examplesSuite } from "./examples.suite.ts";
import { inTwoOfEach } from "./modes.ts";
import { stockSuite } from "./stock.suite.ts";
import { ALL_ADMITTED, nodeSurvivalSuite } from "./survival.suite.ts";
import { timersSuite } from "./timers.suite.ts";

/** The lives of orders run on one process and on a cluster; what MongoDB adds is in its storage suite. */
inTwoOfEach(ALL_ADMITTED, (system) => {
	describe("a life interrupted", () => timersSuite(system));
	describe("more customers than stock", () => stockSuite(system));
	describe("each business", () => examplesSuite(system));
	describe("nodes that are killed", () => nodeSurvivalSuite(system));
});
