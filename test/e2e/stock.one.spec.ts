import { inOneProcess } from "./modes.ts";
import { stockSuite } from "./stock.suite.ts";

inOneProcess({}, stockSuite);
