import { livesSuite, SHORT } from "./lives.suite.ts";
import { inTwoOfEach } from "./modes.ts";

inTwoOfEach(SHORT, livesSuite);
