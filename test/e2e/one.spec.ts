import { examplesSuite } from "./examples.suite.ts";
import { livesSuite } from "./lives.suite.ts";
import { inOneProcess } from "./modes.ts";
import { stockSuite } from "./stock.suite.ts";
import { ALL_ADMITTED, processSurvivalSuite } from "./survival.suite.ts";
import { timersSuite } from "./timers.suite.ts";
import { tourSuite } from "./tour.suite.ts";

inOneProcess(ALL_ADMITTED, (system) => {
	describe("the tour", () => tourSuite(system));
	describe("lives", () => livesSuite(system));
	describe("a life interrupted", () => timersSuite(system));
	describe("more customers than stock", () => stockSuite(system));
	describe("each business", () => examplesSuite(system));
	describe("a process that is killed", () => processSurvivalSuite(system));
});
