import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { redocly, spectral } from "../../scripts/servers/api-checkers.ts";
import { describedApi } from "../support/described.ts";
import { needs } from "../support/needs.ts";
import { ROOT } from "../support/services.ts";

const api = await describedApi();
const programs = { redocly: await redocly.available(), spectral: await spectral.available() };

let folder: string;
let file: string;

/** What a linter prints as JSON, whatever its exit code. */
const printedBy = async (script: string, ...args: string[]) => {
	const env = { ...process.env, NODE_OPTIONS: "", REDOCLY_TELEMETRY: "off", REDOCLY_SUPPRESS_UPDATE_NOTICE: "true" };
	const output = await new Promise<{ stdout: string; stderr: string }>((done) =>
		execFile(process.execPath, [script, ...args], { cwd: folder, env, maxBuffer: 64 * 1024 * 1024 }, (_, stdout, stderr) =>
			done({ stdout, stderr }),
		),
	);
	if (!/^[[{]/.test(output.stdout)) throw new Error(`${output.stdout}${output.stderr}`);
	return JSON.parse(output.stdout);
};

interface Finding {
	code: string;
	message: string;
	path: string[];
}
interface Problem {
	ruleId: string;
	message: string;
	location: { pointer: string }[];
}

const lintedByRedocly = async (): Promise<string[]> => {
	const { problems } = await printedBy(
		programs.redocly!,
		"lint",
		"--extends",
		"recommended",
		"--format",
		"json",
		"--max-problems",
		"1000",
		file,
	);
	return problems.map(({ location, message, ruleId }: Problem) => `${ruleId} ${location[0]?.pointer}: ${message}`);
};
const lintedBySpectral = async (): Promise<string[]> => {
	const ruleset = join(ROOT, "test/contract/spectral.yaml");
	const found = await printedBy(programs.spectral!, "lint", "--quiet", "--fail-severity", "hint", "-r", ruleset, "-f", "json", file);
	return found.map(({ code, message, path }: Finding) => `${code} #/${path.join("/")}: ${message}`);
};

const written = (document: object): Promise<void> => writeFile(file, JSON.stringify(document));
/** Both linters warn of an operation without tags that are described, and of a component that nothing refers to. */
const FAULTY = { ...api, tags: [{ name: "orders" }], components: { ...api.components, examples: { unused: { value: 1 } } } };

beforeAll(async () => {
	folder = await mkdtemp(join(tmpdir(), "openapi-"));
	file = join(folder, "openapi.json");
});
afterAll(() => rm(folder, { recursive: true, force: true }));

describe("the OpenAPI document", () => {
	needs(programs.redocly, "Redocly CLI")("linted by Redocly's recommended rules", () => {
		it("has no errors and no warnings", async () => {
			await written(api);

			expect(await lintedByRedocly()).toEqual([]);
		});

		it("would have some if a tag had no description", async () => {
			await written(FAULTY);

			expect(await lintedByRedocly()).toContainEqual(expect.stringMatching(/^tag-description /));
		});
	});

	needs(programs.spectral, "Spectral")("linted by Spectral's rules for OpenAPI", () => {
		it("has no errors and no warnings", async () => {
			await written(api);

			expect(await lintedBySpectral()).toEqual([]);
		});

		it("would have some if a tag were not declared", async () => {
			await written(FAULTY);

			expect(await lintedBySpectral()).toContainEqual(expect.stringMatching(/^operation-tag-defined /));
		});
	});
});
