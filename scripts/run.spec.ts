import { spawn } from "node:child_process";
import { once } from "node:events";
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** A fake npm with the behavior that run.mjs relies on: it clears node_modules and writes the hidden lock file last. */
const NPM = `
	import { cpSync, mkdirSync, rmSync } from "node:fs";
	rmSync("node_modules", { recursive: true, force: true });
	mkdirSync("node_modules");
	console.error("npm", ...process.argv.slice(2));
	if (process.env.NPM_FAILS) process.exit(3);
	cpSync("package-lock.json", "node_modules/.package-lock.json");
`;
const SCRIPT = `
	process.on("SIGTERM", () => process.exit(42));
	console.log("ran", process.argv[2]);
	if (process.argv[2] === "waits") setInterval(() => {}, 1000); else process.exit(Number(process.argv[2]));
`;

let clone: string;
const lock = (version: string) =>
	writeFileSync(
		join(clone, "package-lock.json"),
		JSON.stringify({ packages: { "": {}, "node_modules/a": { version }, "node_modules/b": { version, optional: true } } }),
	);

const start = (argument: string, env: Record<string, string> = {}) => {
	const run = spawn(process.execPath, ["scripts/run.mjs", "script.mjs", argument], {
		cwd: clone,
		env: { ...process.env, npm_execpath: join(clone, "npm.mjs"), ...env },
	});
	let output = "";
	for (const stream of [run.stdout, run.stderr]) stream.on("data", (chunk) => (output += chunk));
	const ended = once(run, "close").then(([code]) => ({ code, output }));
	return { run, ended };
};

beforeEach(() => {
	clone = mkdtempSync(join(tmpdir(), "cortado-clone-"));
	mkdirSync(join(clone, "scripts"));
	copyFileSync(join(import.meta.dirname, "run.mjs"), join(clone, "scripts/run.mjs"));
	writeFileSync(join(clone, "npm.mjs"), NPM);
	writeFileSync(join(clone, "script.mjs"), SCRIPT);
	lock("1.0.0");
});
afterEach(() => rmSync(clone, { recursive: true }));

describe("in a fresh clone", () => {
	it("installs the packages of the lock file, then runs the script", async () => {
		const { output, code } = await start("0").ended;

		expect(output).toMatch(/^Installing packages from package-lock.json …\nnpm ci .*\nran 0\n$/);
		expect(code).toBe(0);
	});

	it("explains a failed install, and tries again the next time", async () => {
		const failed = await start("0", { NPM_FAILS: "1" }).ended;
		const next = await start("0").ended;

		expect(failed).toMatchObject({ code: 1, output: expect.stringMatching(/could not be installed/) });
		expect(failed.output).not.toContain("ran");
		expect(next.output).toContain("npm ci");
		expect(existsSync(join(clone, "node_modules/.package-lock.json"))).toBe(true);
	});
});

describe("when everything is installed", () => {
	beforeEach(() => start("0").ended);

	it("installs nothing and runs the script", async () => {
		expect(await start("0").ended).toEqual({ code: 0, output: "ran 0\n" });
	});

	it("installs again when the lock file names another version", async () => {
		lock("1.0.1");

		expect((await start("0").ended).output).toContain("npm ci");
	});

	it("exits with the script's exit code", async () => {
		expect((await start("7").ended).code).toBe(7);
	});

	it("forwards signals", async () => {
		const { run, ended } = start("waits");
		await once(run.stdout, "data");

		run.kill("SIGTERM");

		expect((await ended).code).toBe(42);
	});
});

describe("when Node is installed twice", () => {
	const [major] = process.versions.node.split(".");
	const installNode = (version: string) => {
		mkdirSync(join(clone, "node_modules/node/bin"), { recursive: true });
		writeFileSync(join(clone, "node_modules/node/bin/node"), "#!/bin/sh\necho own", { mode: 0o755 });
		const text = JSON.stringify({ packages: { "": {}, "node_modules/node": { version } } });
		for (const file of ["package-lock.json", "node_modules/.package-lock.json"]) writeFileSync(join(clone, file), text);
	};

	it.each([
		["the pinned version if it is newer", `${major}.99.0`, "own\n"],
		["the pinned version if the caller's has another major version", "10.0.0", "own\n"],
		["the caller's version if it is newer and of the same major version", `${major}.0.0`, "ran 0\n"],
	])("uses %s", async (_, version, output) => {
		installNode(version);

		expect((await start("0").ended).output).toBe(output);
	});
});
