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

/** Runs a linter and parses its JSON output. The exit code is ignored, because findings make it non-zero. */
const run = async (script: string, ...args: string[]) => {
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

const lintWithRedocly = async (): Promise<string[]> => {
	const { problems } = await run(programs.redocly!, "lint", "--extends", "recommended", "--format", "json", "--max-problems", "1000", file);
	return problems.map(({ location, message, ruleId }: Problem) => `${ruleId} ${location[0]?.pointer}: ${message}`);
};
const lintWithSpectral = async (): Promise<string[]> => {
	const ruleset = join(ROOT, "test/contract/spectral.yaml");
	const found = await run(programs.spectral!, "lint", "--quiet", "--fail-severity", "hint", "-r", ruleset, "-f", "json", file);
	return found.map(({ code, message, path }: Finding) => `${code} #/${path.join("/")}: ${message}`);
};

const write = (document: object): Promise<void> => writeFile(file, JSON.stringify(document));
/** A document with an undeclared tag and an unused component, which both linters report. */
const FAULTY = { ...api, tags: [{ name: "orders" }], components: { ...api.components, examples: { unused: { value: 1 } } } };

beforeAll(async () => {
	folder = await mkdtemp(join(tmpdir(), "openapi-"));
	file = join(folder, "openapi.json");
});
afterAll(() => rm(folder, { recursive: true, force: true }));

describe("the OpenAPI document", () => {
	needs(programs.redocly, "Redocly CLI")("linted with Redocly's recommended rules", () => {
		it("has no errors and no warnings", async () => {
			await write(api);

			expect(await lintWithRedocly()).toEqual([]);
		});

		it("has warnings if a tag has no description", async () => {
			await write(FAULTY);

			expect(await lintWithRedocly()).toContainEqual(expect.stringMatching(/^tag-description /));
		});
	});

	needs(programs.spectral, "Spectral")("linted with Spectral's rules for OpenAPI", () => {
		it("has no errors and no warnings", async () => {
			await write(api);

			expect(await lintWithSpectral()).toEqual([]);
		});

		it("has warnings if a tag is not declared", async () => {
			await write(FAULTY);

			expect(await lintWithSpectral()).toContainEqual(expect.stringMatching(/^operation-tag-defined /));
		});
	});
});
