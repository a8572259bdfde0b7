import { readFileSync } from "node:fs";
import { join } from "node:path";
import { ROOT } from "../support/services.ts";

const read = (path: string): string => readFileSync(join(ROOT, path), "utf8");
const { dependencies, devDependencies } = JSON.parse(read("package.json")) as Record<string, Record<string, string>>;
const [runtime, development] = read("docs/reference/dependencies.md").split("\n## For development");
const listed = (section: string | undefined): string[] => [...section!.matchAll(/^- `([^`]+)`: ./gm)].map(([, name]) => name!).sort();

describe("docs/reference/dependencies.md", () => {
	it("gives a reason for exactly the packages in package.json", () => {
		expect(listed(runtime)).toEqual(Object.keys(dependencies!).sort());
		expect(listed(development)).toEqual(Object.keys(devDependencies!).sort());
	});
});

describe("package-lock.json", () => {
	it("has the optional packages of every platform, because npm ci requires them all", () => {
		const { packages } = JSON.parse(read("package-lock.json")) as { packages: Record<string, { optionalDependencies?: object }> };
		const required = Object.entries(packages).flatMap(([path, { optionalDependencies }]) =>
			Object.keys(optionalDependencies ?? {}).map((name) => [`node_modules/${name}`, `${path}/node_modules/${name}`]),
		);

		expect(required.filter((places) => !places.some((place) => place in packages))).toEqual([]);
	});

	it("does not fix the registry that packages come from", () => {
		expect(read("package-lock.json")).not.toContain('"resolved"');
	});
});
