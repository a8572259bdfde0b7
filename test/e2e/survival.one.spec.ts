import { inOneProcess } from "./modes.ts";
import { ALL_ADMITTED, processSurvivalSuite } from "./survival.suite.ts";

inOneProcess(ALL_ADMITTED, processSurvivalSuite);
