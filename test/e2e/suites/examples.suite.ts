import { jest } from "@jest/globals";
import { EXAMPLES } from "../../../examples/run.ts";
import { Shop } from "../../../examples/shop.ts";
import type { Running } from "../support/modes.ts";

/** Runs the examples one after another on one system. */
export const examplesSuite = (system: () => Running): void => {
	beforeEach(() => void jest.spyOn(console, "log").mockImplementation(() => undefined));
	afterEach(() => jest.restoreAllMocks());

	it.each(Object.entries(EXAMPLES))("%s", (_, example) => example(new Shop(system().base)));
};
