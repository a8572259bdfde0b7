import { livesSuite } from "./lives.suite.ts";

describe("in one process", () => livesSuite("one"));
