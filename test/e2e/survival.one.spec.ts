import { survivalSuite } from "./survival.suite.ts";

describe("in one process", () => survivalSuite("one"));
