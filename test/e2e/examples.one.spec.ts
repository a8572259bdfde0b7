import { examplesSuite } from "./examples.suite.ts";
import { inOneProcess } from "./modes.ts";

inOneProcess({}, examplesSuite);
