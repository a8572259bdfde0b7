import { readFileSync } from "node:fs";
import { join } from "node:path";
import { ROOT } from "../support/services.ts";

const read = (path: string): string => readFileSync(join(ROOT, path), "utf8");
const { dependencies, devDependencies } = JSON.parse(read("package.json")) as Record<string, Record<string, string>>;
const [atRunTime, forDevelopment] = read("docs/dependencies.md").split("\n## For development");
const listed = (section: string | undefined): string[] => [...section!.matchAll(/^- `([^`]+)`: ./gm)].map(([, name]) => name!).sort();

describe("docs/dependencies.md", () => {
	it("gives a reason for each package, and for none that is not there", () => {
		expect(listed(atRunTime)).toEqual(Object.keys(dependencies!).sort());
		expect(listed(forDevelopment)).toEqual(Object.keys(devDependencies!).sort());
	});
});

describe("package-lock.json", () => {
	it("has the packages of every platform, whichever machine wrote it: npm ci wants them all", () => {
		const { packages } = JSON.parse(read("package-lock.json")) as { packages: Record<string, { optionalDependencies?: object }> };
		const wanted = Object.entries(packages).flatMap(([path, { optionalDependencies }]) =>
			Object.keys(optionalDependencies ?? {}).map((name) => [`node_modules/${name}`, `${path}/node_modules/${name}`]),
		);

		expect(wanted.filter((places) => !places.some((place) => place in packages))).toEqual([]);
	});

	it("leaves it to the machine where packages come from", () => {
		expect(read("package-lock.json")).not.toContain('"resolved"');
	});
});
