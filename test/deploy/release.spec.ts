import { readFileSync } from "node:fs";
import { join } from "node:path";
import { ROOT } from "../support/services.ts";

const read = (path: string): string => readFileSync(join(ROOT, path), "utf8");
const { version } = JSON.parse(read("package.json")) as { version: string };

describe(`version ${version}`, () => {
	it.each<[string, RegExp]>([
		["package-lock.json", /^\t?\s*"version": "([^"]+)"/m],
		["Dockerfile", /^ARG VERSION=(.+)$/m],
		["docker-compose.yml", /image: cortado:\$\{VERSION:-([^}]+)\}/],
		["k8s/overlays/dev/kustomization.yaml", /newTag: (.+)/],
		["k8s/overlays/production/kustomization.yaml", /newTag: (.+)/],
		["docs/running/deployment.md", /\bcortado:(\d+\.\d+\.\d+)/],
		["CHANGELOG.md", /^## (\d+\.\d+\.\d+) – \d{4}-\d\d-\d\d$/m],
	])("is the one in %s", (file, pattern) => {
		expect(pattern.exec(read(file))?.[1]).toBe(version);
	});

	it("is the only one that the Compose file and the image name", () => {
		const named = [...`${read("docker-compose.yml")}${read("Dockerfile")}`.matchAll(/(?<!NODE_)VERSION(?::-|=)(\d[\d.]*)/g)].map(
			([, found]) => found,
		);

		expect(new Set(named)).toEqual(new Set([version]));
	});
});
