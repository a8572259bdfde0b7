import { inMode, type ModeName, type Suite } from "../support/modes.ts";
import { databaseOutageSuite } from "./database-outage.suite.ts";
import { examplesSuite } from "./examples.suite.ts";
import { livesSuite } from "./lives.suite.ts";
import { stockSuite } from "./stock.suite.ts";
import { nodeSurvivalSuite, processSurvivalSuite } from "./survival.suite.ts";
import { timersSuite } from "./timers.suite.ts";
import { tourSuite } from "./tour.suite.ts";

/** What runs where. Each mode has its own spec file, because Jest runs files in parallel. */
const SUITES: Record<ModeName, Record<string, Suite>> = {
	"one process": {
		"the tour of the README": tourSuite,
		"order lifecycles": livesSuite,
		timers: timersSuite,
		"scarce stock": stockSuite,
		examples: examplesSuite,
		"a killed process": processSurvivalSuite,
	},
	cluster: {
		"order lifecycles": livesSuite,
		"killed nodes": nodeSurvivalSuite,
	},
	// The lifecycles depend on storage only by its adapter, which has its own suite.
	"two of each": {
		timers: timersSuite,
		"scarce stock": stockSuite,
		examples: examplesSuite,
		"killed nodes": nodeSurvivalSuite,
		"a MongoDB outage": databaseOutageSuite,
	},
};

export const endToEnd = (mode: ModeName): void => inMode(mode, SUITES[mode]);
