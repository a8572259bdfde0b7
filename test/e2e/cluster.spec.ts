import { livesSuite } from "./lives.suite.ts";
import { inCluster } from "./modes.ts";
import { ALL_ADMITTED, nodeSurvivalSuite } from "./survival.suite.ts";

inCluster(ALL_ADMITTED, (system) => {
	describe("lives", () => livesSuite(system));
	describe("nodes that are killed", () => nodeSurvivalSuite(system));
});
