import { livesSuite, SHORT } from "./lives.suite.ts";
import { inOneProcess } from "./modes.ts";

inOneProcess(SHORT, livesSuite);
