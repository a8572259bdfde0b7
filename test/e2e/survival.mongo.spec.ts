import { examplesSuite } from "./examples.suite.ts";
import { inTwoOfEach } from "./modes.ts";
import { stockSuite } from "./stock.suite.ts";
import { ALL_ADMITTED, nodeSurvivalSuite } from "./survival.suite.ts";

inTwoOfEach(ALL_ADMITTED, (system) => {
	describe("what is asked for at once", () => stockSuite(system));
	describe("each business", () => examplesSuite(system));
	describe("whoever is killed", () => nodeSurvivalSuite(system));
});
