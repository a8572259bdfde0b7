// Checkers of the OpenAPI document and the API. They are not npm dependencies because they take 150 MB.
import { access } from "node:fs/promises";
import { join, resolve } from "node:path";
import { find, run } from "./server.ts";

interface Program {
	/** Resolves to the script for Node or Python. */
	available(): Promise<string | undefined>;
	install(): Promise<void>;
}

const SERVERS = resolve(import.meta.dirname, "../../.servers");
const NPM = join(SERVERS, "npm");
const NPM_PACKAGES = ["@redocly/cli@2.77.0", "@stoplight/spectral-cli@6.16.3"];
/** Separate from the other Python packages, because their dependencies may conflict. */
export const SCHEMATHESIS = join(SERVERS, "schemathesis");
const SCHEMATHESIS_PACKAGE = "schemathesis==4.32.5";

const ifExists = (path: string): Promise<string | undefined> =>
	access(path).then(
		() => path,
		() => undefined,
	);

const nodeProgram = (name: string, script: string): Program => ({
	available: () => ifExists(join(NPM, "node_modules", script)),
	async install() {
		const npm = await find("npm");
		if (!npm) throw new Error(`${name} needs npm, which is not on the PATH.`);
		await run(npm, ["install", "--prefix", NPM, "--ignore-scripts", "--no-audit", "--no-fund", "--no-save", ...NPM_PACKAGES]);
	},
});

export const redocly = nodeProgram("Redocly CLI", "@redocly/cli/bin/cli.js");
export const spectral = nodeProgram("Spectral", "@stoplight/spectral-cli/dist/index.js");

/** Run it with PYTHONPATH: `python3 -m schemathesis.cli`. */
export const schemathesis: Program = {
	available: () => ifExists(join(SCHEMATHESIS, "schemathesis/cli/__init__.py")),
	async install() {
		const python = await find("python3");
		if (!python) throw new Error("Schemathesis needs Python 3, which is not on the PATH.");
		await run(python, ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--target", SCHEMATHESIS, SCHEMATHESIS_PACKAGE]);
	},
};
