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
const isOlder = (file: string) => utimesSync(path(file), 0, 0);

/** Two at once are two processes. */
const build = async () => {
	const run = spawn(process.execPath, [path("scripts/pages.ts")], { cwd: clone });
	let said = "";
	for (const stream of [run.stdout, run.stderr]) stream.on("data", (chunk) => (said += chunk));
	const [code] = await once(run, "close");
	return { code, said };
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
	for (const file of ["package-lock.json", "web/index.html", "web/main.ts", "web"]) isOlder(file);
});
afterEach(() => rmSync(clone, { recursive: true }));

describe("when there are no pages yet", () => {
	it("builds them, says so in a line and leaves nothing beside them", async () => {
		const { code, said } = await build();

		expect([code, said]).toEqual([0, expect.stringMatching(/^Built the pages in \d+\.\d s\.\n$/)]);
		expect(built()).toEqual({ page: expect.stringMatching(/src="\/assets\/index-[\w-]+\.js"/), script: expect.stringContaining("one") });
		expect(leftovers()).toEqual([]);
	});

	it("lets two build at once, and either is as good", async () => {
		const both = await Promise.all([build(), build()]);

		expect(both.map(({ code }) => code)).toEqual([0, 0]);
		expect(built().script).toContain("one");
		expect(leftovers()).toEqual([]);
	});

	it.each(["node_modules", "web"])("does nothing without %s", async (folder) => {
		rmSync(path(folder), { recursive: true });

		expect(await build()).toEqual({ code: 0, said: "" });
		expect(existsSync(path("public"))).toBe(false);
	});
});

describe("when there are pages", () => {
	beforeEach(build);

	it("does nothing", async () => {
		expect(await build()).toEqual({ code: 0, said: "" });
	});

	it("builds them again when a source is newer, and keeps none of the old", async () => {
		write("web/main.ts", 'document.title = "two";');
		const before = readdirSync(path("public/assets"));

		const { said } = await build();

		expect(said).toContain("Built the pages");
		expect(built().script).toContain("two");
		expect(readdirSync(path("public/assets")).filter((name) => before.includes(name))).toEqual([]);
		expect(await build()).toEqual({ code: 0, said: "" });
	});

	it.each([
		["the packages change", () => write("package-lock.json", '{ "packages": {} }')],
		["a source is gone", () => rmSync(path("web/main.ts"))],
	])("looks at them again when %s", async (_, change) => {
		change();

		expect((await build()).said).not.toBe("");
	});

	it("keeps them when the new ones cannot be built, and fails", async () => {
		write("web/main.ts", "document.title = ;");

		const { code, said } = await build();

		expect([code, said]).toEqual([1, expect.stringContaining("could not be built")]);
		expect(built().script).toContain("one");
		expect(leftovers()).toEqual([]);
	});
});
