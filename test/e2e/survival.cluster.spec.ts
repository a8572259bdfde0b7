import { inCluster } from "./modes.ts";
import { ALL_ADMITTED, nodeSurvivalSuite } from "./survival.suite.ts";

inCluster(ALL_ADMITTED, nodeSurvivalSuite);
