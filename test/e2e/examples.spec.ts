import { jest } from "@jest/globals";
import { EXAMPLES } from "../../examples/run.ts";
import { Shop } from "../../examples/shop.ts";
import { System } from "./system.ts";

describe("the examples, one after another in one shop", () => {
	let system: System;

	beforeAll(async () => {
		system = await (await System.prepare("one")).start();
	}, 60_000);

	beforeEach(() => void jest.spyOn(console, "log").mockImplementation(() => undefined));
	afterEach(() => jest.restoreAllMocks());
	afterAll(() => system?.remove(), 30_000);

	it.each(Object.entries(EXAMPLES))("%s", (_, example) => example(new Shop(system.base)), 60_000);
});
