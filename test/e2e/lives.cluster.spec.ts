import { livesSuite, SHORT } from "./lives.suite.ts";
import { inCluster } from "./modes.ts";

inCluster(SHORT, livesSuite);
