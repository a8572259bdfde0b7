import { join } from "node:path";
import { ROOT } from "../../test/support/services.ts";
import { PAGES, STYLE } from "../steps.ts";
import { fastSpecs, isFast, planFor } from "./plan.ts";

describe("npm test", () => {
	it("runs all checks, builds the pages and passes its arguments to Jest", () => {
		const { jestArgs, steps } = planFor(["lib", "--coverage"]);

		expect(jestArgs).toEqual(["lib", "--coverage"]);
		expect(steps).toContain(STYLE);
		expect(steps).toContain(PAGES);
	});
});

describe("npm run test:fast", () => {
	it("runs the checks and the fast specs, without building the pages", () => {
		const { jestArgs, steps } = planFor(["--fast"]);

		expect(steps).toContain(STYLE);
		expect(steps).not.toContain(PAGES);
		expect(jestArgs).toEqual(["--testMatch", ...fastSpecs().map((path) => join(ROOT, path))]);
	});

	it("passes other arguments to Jest", () => {
		expect(planFor(["--fast", "lib", "--coverage"]).jestArgs.slice(0, 3)).toEqual(["lib", "--coverage", "--testMatch"]);
	});

	it.each(["lib", "contracts", "services", "web", "scripts", "test/contract"])("includes specs of %s", (folder) => {
		expect(fastSpecs().some((path) => path.startsWith(`${folder}/`))).toBe(true);
	});

	it.each(["scripts/start.spec.ts", "services/payment/providers/stripe.spec.ts", "test/contract/fuzz.spec.ts", "test/e2e/"])(
		"excludes %s",
		(path) => {
			expect(fastSpecs().filter((spec) => spec.startsWith(path))).toEqual([]);
		},
	);
});

describe("a spec", () => {
	it("is fast without imports that start processes", () => {
		expect(isFast("lib/a.spec.ts", 'import { a } from "./a.ts";')).toBe(true);
	});

	it.each(["node:child_process", "../../scripts/servers/nats.ts", "../servers/server.ts"])("is not fast if it imports %s", (target) => {
		expect(isFast("lib/a.spec.ts", `import { a } from "${target}";`)).toBe(false);
	});
});
