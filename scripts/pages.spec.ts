import { spawn } from "node:child_process";
import { once } from "node:events";
import {
	cpSync,
	existsSync,
	globSync,
	mkdirSync,
	mkdtempSync,
	readdirSync,
	readFileSync,
	rmSync,
	symlinkSync,
	utimesSync,
	writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const ROOT = join(import.meta.dirname, "..");

let clone: string;
const path = (...parts: string[]) => join(clone, ...parts);
const write = (file: string, text: string) => writeFileSync(path(file), text);
const makeOld = (file: string) => utimesSync(path(file), 0, 0);

const build = async () => {
	const run = spawn(process.execPath, [path("scripts/pages.ts")], { cwd: clone });
	let output = "";
	for (const stream of [run.stdout, run.stderr]) stream.on("data", (chunk) => (output += chunk));
	const [code] = await once(run, "close");
	return { code, output };
};
const built = () => ({
	page: readFileSync(path("public/index.html"), "utf8"),
	script: globSync("public/assets/*.js", { cwd: clone }).map((file) => readFileSync(path(file), "utf8"))[0],
});
const leftovers = () => readdirSync(clone).filter((name) => name.startsWith(".public"));

beforeEach(() => {
	clone = mkdtempSync(join(tmpdir(), "cortado-pages-"));
	for (const folder of ["scripts", "web"]) mkdirSync(path(folder));
	cpSync(join(ROOT, "scripts/pages.ts"), path("scripts/pages.ts"));
	symlinkSync(join(ROOT, "node_modules"), path("node_modules"));
	write("package.json", '{ "type": "module" }');
	write("package-lock.json", "{}");
	write("web/index.html", '<title>Cortado</title><script type="module" src="/main.ts"></script>');
	write("web/main.ts", 'document.title = "one" satisfies string;');
	for (const file of ["package-lock.json", "web/index.html", "web/main.ts", "web"]) makeOld(file);
});
afterEach(() => rmSync(clone, { recursive: true }));

describe("without built pages", () => {
	it("builds them, prints one line and leaves no temporary files", async () => {
		const { code, output } = await build();

		expect([code, output]).toEqual([0, expect.stringMatching(/^Built the pages in \d+\.\d s\.\n$/)]);
		expect(built()).toEqual({ page: expect.stringMatching(/src="\/assets\/index-[\w-]+\.js"/), script: expect.stringContaining("one") });
		expect(leftovers()).toEqual([]);
	});

	it("lets two processes build at the same time", async () => {
		const both = await Promise.all([build(), build()]);

		expect(both.map(({ code }) => code)).toEqual([0, 0]);
		expect(built().script).toContain("one");
		expect(leftovers()).toEqual([]);
	});

	it.each(["node_modules", "web"])("does nothing without %s", async (folder) => {
		rmSync(path(folder), { recursive: true });

		expect(await build()).toEqual({ code: 0, output: "" });
		expect(existsSync(path("public"))).toBe(false);
	});
});

describe("with built pages", () => {
	beforeEach(build);

	it("does nothing while they are up to date", async () => {
		expect(await build()).toEqual({ code: 0, output: "" });
	});

	it("rebuilds them when a source is newer, and removes the old ones", async () => {
		write("web/main.ts", 'document.title = "two";');
		const before = readdirSync(path("public/assets"));

		const { output } = await build();

		expect(output).toContain("Built the pages");
		expect(built().script).toContain("two");
		expect(readdirSync(path("public/assets")).filter((name) => before.includes(name))).toEqual([]);
		expect(await build()).toEqual({ code: 0, output: "" });
	});

	it.each([
		["the packages change", () => write("package-lock.json", '{ "packages": {} }')],
		["a source is deleted", () => rmSync(path("web/main.ts"))],
	])("rebuilds them when %s", async (_, change) => {
		change();

		expect((await build()).output).not.toBe("");
	});

	it("keeps them and fails if the new ones cannot be built", async () => {
		write("web/main.ts", "document.title = ;");

		const { code, output } = await build();

		expect([code, output]).toEqual([1, expect.stringContaining("could not be built")]);
		expect(built().script).toContain("one");
		expect(leftovers()).toEqual([]);
	});
});
