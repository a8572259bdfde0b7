import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { cpSync, existsSync, globSync, mkdtempSync, readFileSync, rmSync, statSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, matchesGlob, relative } from "node:path";
import { hadolint } from "../../scripts/servers/checkers.ts";
import { freePort } from "../../scripts/servers/server.ts";
import { eventually } from "../support/eventually.ts";
import { needs } from "../support/needs.ts";
import { ROOT } from "../support/services.ts";

const read = (path: string): string => readFileSync(join(ROOT, path), "utf8");
const dockerfile = read("Dockerfile").replace(/\\\n\s*/g, "");
const stages = dockerfile.split(/^FROM /m).slice(1);
const pagesStage = stages.find((stage) => / AS pages$/m.test(stage))!;
const lastStage = stages.at(-1)!;
const { packages } = JSON.parse(read("package-lock.json")) as { packages: Record<string, { version: string; dev?: true }> };

/** The arguments of every occurrence of an instruction in a stage. */
const instructions = (name: string, stage = lastStage): string[] =>
	[...stage.matchAll(new RegExp(`^${name} (.*)$`, "gm"))].map(([, rest]) => rest!);

const copiedBy = (stage: string): string[] =>
	instructions("COPY", stage)
		.filter((rest) => !rest.startsWith("--from"))
		.flatMap((rest) => rest.split(" ").slice(0, -1));
const environment = Object.fromEntries(
	instructions("ENV").flatMap((rest) =>
		rest.split(" ").map((pair) => [pair.slice(0, pair.indexOf("=")), pair.slice(pair.indexOf("=") + 1)]),
	),
);
const words = (json: string): string[] => JSON.parse(json.slice(json.indexOf("[")));

const packageOf = (target: string): string => target.split("/", target.startsWith("@") ? 2 : 1).join("/");

const allowed = read(".dockerignore").trim().split("\n");
const included = allowed.filter((line) => line.startsWith("!")).map((line) => line.slice(1));
const excluded = allowed.filter((line) => !/^[!#]|^\*$/.test(line));
const isSent = (path: string): boolean =>
	included.some((start) => path === start || path.startsWith(`${start}/`)) &&
	!excluded.some((pattern) => matchesGlob(path, pattern) || path.startsWith(`${pattern}/`));

const layOutFiles = (stage: string, folder: string): void => {
	for (const path of globSync(
		copiedBy(stage).map((entry) => (entry.includes(".") ? entry : `${entry}/**`)),
		{ cwd: ROOT },
	))
		if (isSent(path) && statSync(join(ROOT, path)).isFile()) cpSync(join(ROOT, path), join(folder, path));
};

/** Runs the stage that builds the pages. */
const buildPages = (folder: string): void => {
	layOutFiles(pagesStage, folder);
	symlinkSync(join(ROOT, "node_modules"), join(folder, "node_modules"));
	execFileSync(process.execPath, words(instructions("RUN", pagesStage).at(-1)!).slice(1), { cwd: folder });
};

/** Creates the image's working directory. */
const layOut = (folder: string): void => {
	layOutFiles(lastStage, folder);
	for (const [path, { dev }] of Object.entries(packages))
		if (path && !dev && existsSync(join(ROOT, path)))
			cpSync(join(ROOT, path), join(folder, path), {
				recursive: true,
				filter: (source) => !source.slice(ROOT.length + path.length + 1).includes("/node_modules"),
			});
};

const listing = (folder: string): string[] =>
	globSync("**", { cwd: folder }).map((path) => `${path} ${statSync(join(folder, path)).mtimeMs}`);

describe("the image", () => {
	let folder: string;
	let node: ChildProcess | undefined;
	beforeAll(() => {
		folder = mkdtempSync(join(tmpdir(), "cortado-image-"));
		layOut(join(folder, "app"));
		buildPages(join(folder, "pages"));
		const [, from, to] = instructions("COPY")
			.find((rest) => rest.startsWith("--from=pages "))!
			.split(" ");
		cpSync(join(folder, "pages", relative("/app", from!)), join(folder, "app", to!), { recursive: true });
	});
	afterAll(() => {
		node?.kill("SIGKILL");
		rmSync(folder, { recursive: true });
	});

	it("has the lock file's Node version or a newer one of the same major version", () => {
		const [major, ...rest] = /^ARG NODE_VERSION=(.+)$/m.exec(dockerfile)![1]!.split(".").map(Number);
		const [lockedMajor, ...locked] = packages["node_modules/node"]!.version.split(".").map(Number);

		expect(major).toBe(lockedMajor);
		expect(rest[0]! * 1_000 + rest[1]!).toBeGreaterThanOrEqual(locked[0]! * 1_000 + locked[1]!);
	});

	it("contains neither tests nor development packages", () => {
		expect(globSync("**/*.{spec,suite}.ts", { cwd: join(folder, "app"), exclude: ["node_modules"] })).toEqual([]);
		expect(["jest", "typescript", "node", "vite", "preact"].filter((name) => existsSync(join(folder, "app/node_modules", name)))).toEqual(
			[],
		);
		expect(existsSync(join(folder, "app/package-lock.json"))).toBe(true);
		expect(existsSync(join(folder, "app/web"))).toBe(false);
	});

	it("contains everything that its files import", () => {
		const app = join(folder, "app");
		const { dependencies } = JSON.parse(read("package.json")) as { dependencies: Record<string, string> };
		const missing = globSync("{*,{contracts,lib,mixins,services,scripts}/**/*}.ts", { cwd: app }).flatMap((path) =>
			[...readFileSync(join(app, path), "utf8").matchAll(/^(?:import|export) [^;=]*?from "([^"]+)";|\bimport\("([^"]+)"\)/gms)]
				.map(([, whole, later]) => whole ?? later!)
				.filter((target) =>
					target.startsWith(".")
						? !existsSync(join(app, dirname(path), target))
						: !target.startsWith("node:") && !(packageOf(target) in dependencies),
				)
				.map((target) => `${path} imports ${target}`),
		);

		expect(missing).toEqual([]);
	});

	it("starts, becomes healthy, serves requests, writes only to its data folder, and stops cleanly", async () => {
		const app = join(folder, "app");
		const [port, healthPort] = [await freePort(), await freePort()];
		const env = {
			...environment,
			PORT: `${port}`,
			HEALTH_PORT: `${healthPort}`,
			DATA_DIR: join(folder, "data"),
			SECRET: "a secret of at least thirty-two characters",
		};
		const [probe] = instructions("HEALTHCHECK").map((rest) => words(rest));
		const health = async () => (await once(spawn(process.execPath, probe!.slice(1), { cwd: app, env }), "exit"))[0];
		const before = listing(app);

		expect(await health()).toBe(1);
		node = spawn(process.execPath, words(instructions("CMD")[0]!), { cwd: app, env, stdio: "ignore" });
		await eventually(async () => expect(await health()).toBe(0));
		const answers = await Promise.all(["v1/stores", "", "store/"].map((path) => fetch(`http://127.0.0.1:${port}/${path}`)));
		node.kill("SIGTERM");

		expect(await once(node, "exit")).toEqual([0, null]);
		expect(answers.map(({ headers, status }) => [status, headers.get("content-type")?.split(";")[0]])).toEqual([
			[200, "application/json"],
			[200, "text/html"],
			[200, "text/html"],
		]);
		expect(listing(app)).toEqual(before);
	});

	it("runs Node as PID 1 and not as root", () => {
		expect(instructions("USER").at(-1)).toMatch(/^[1-9]\d*:[1-9]\d*$/);
		expect(words(instructions("ENTRYPOINT")[0]!)).toEqual(["node"]);
		expect(instructions("EXPOSE")).toEqual([`${environment.PORT} ${environment.HEALTH_PORT}`]);
	});
});

const linter = await hadolint.available();
needs(linter, "hadolint")("hadolint", () => {
	it("reports nothing for the Dockerfile", () => {
		expect(execFileSync(linter!, [join(ROOT, "Dockerfile")], { encoding: "utf8" })).toBe("");
	});
});
