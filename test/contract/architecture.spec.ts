import { globSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { MESSAGE_TYPES } from "../../contracts/catalogue/messages.ts";
import { messagesPage } from "../../scripts/docs/messages.ts";
import { imports, loadServices, ROOT, sources } from "../support/services.ts";

const services = await loadServices();
const code = sources("services/**/*.ts");
/** Files of rules: they decide, and do nothing else. */
const rules = code.filter(({ text }) => /export const decide\b/.test(text));
const folderOf = (path: string) => path.split("/").slice(0, 2).join("/");
/** The folder whose service says a message. */
const OWNERS: Record<string, string> = { level: "customer-level", catalogue: "store" };

describe("who may import whom", () => {
	it.each(code.map((file) => [file.path, file] as const))("%s imports from its folder, contracts, lib and mixins", (path, file) => {
		const strangers = imports(file).filter((target) => !/^(contracts|lib|mixins)\//.test(target) && folderOf(target) !== folderOf(path));

		expect(strangers).toEqual([]);
	});

	it.each(sources("lib/**/*.ts").map((file) => [file.path, file] as const))("%s imports from lib and contracts", (_, file) => {
		expect(imports(file).filter((target) => !/^(contracts|lib)\//.test(target))).toEqual([]);
	});

	it.each(sources("contracts/**/*.ts").map((file) => [file.path, file.text] as const))(
		"%s imports from contracts, and types from lib",
		(path, text) => {
			const values = imports({ path, text: text.replaceAll(/^import type [^;]*;/gm, "") });

			expect(values.filter((target) => !target.startsWith("contracts/"))).toEqual([]);
			expect(imports({ path, text }).filter((target) => !/^(contracts|lib)\//.test(target))).toEqual([]);
		},
	);

	it.each(rules.map((file) => [file.path, file.text] as const))("%s is pure", (_, text) => {
		expect(text).not.toMatch(/from "(node:|moleculer)|Date\.now|new Date|Math\.random|process\.|\bawait\b/);
	});

	it.each(sources("{contracts,lib,mixins,services}/**/*.ts").map((file) => [file.path, file.text] as const))(
		"%s asks nobody by fetch, which unpacks whatever comes",
		(_, text) => expect(text).not.toMatch(/(?<![#.\w])fetch\(/),
	);

	it.each(sources("{lib,mixins,services}/**/*.ts").map((file) => [file.path, file.text] as const))(
		"%s declares no route, guard, parameter or problem of an action: contracts do",
		(_, text) => {
			expect(text).not.toMatch(/"(GET|POST|PUT|PATCH|DELETE) \/v1|\bproblem\(\d|\bmessages\("|\bactions\("/);
		},
	);

	it("finds the rules it speaks of", () => {
		expect(rules.length).toBeGreaterThanOrEqual(5);
	});
});

/** The rooms of lib, and what each may import of the others: a whole room, or one file of it. */
const ROOMS: Record<string, string[]> = {
	actor: ["domain/", "messaging/", "observability/", "storage/"],
	auth: ["clients/", "config/", "domain/"],
	broker: ["auth/", "config/", "domain/", "messaging/", "observability/", "storage/"],
	clients: ["config/"],
	config: ["observability/redact.ts"],
	domain: [],
	messaging: ["config/", "observability/", "storage/table.ts"],
	observability: ["clients/", "config/", "messaging/"],
	storage: ["clients/timeout.ts", "config/", "messaging/message.ts", "observability/"],
};

/** The implementations of the bus and of the storage, and the only files outside that may import them. */
const ADAPTERS: Record<string, string[]> = {
	"lib/messaging/jetstream/": ["lib/messaging/open.ts", "moleculer.config.ts", "scripts/node/starting.ts"],
	"lib/messaging/local/": ["lib/messaging/open.ts"],
	"lib/storage/mongo/": ["lib/storage/open.ts"],
	"lib/storage/sqlite/": ["lib/storage/open.ts"],
};

describe("the rooms of lib", () => {
	it.each(Object.entries(ROOMS))("%s imports only the rooms it may depend on", (room, others) => {
		const allowed = [`lib/${room}/`, "contracts/", ...others.map((other) => `lib/${other}`)];
		const found = sources(`lib/${room}/**/*.ts`).flatMap((file) => imports(file).map((target) => `${file.path} → ${target}`));

		expect(found.filter((line) => !allowed.some((place) => line.includes(` → ${place}`)))).toEqual([]);
	});

	it("are all listed with their dependencies", () => {
		expect(readdirSync(join(ROOT, "lib")).sort()).toEqual(Object.keys(ROOMS));
	});

	it.each(Object.entries(ADAPTERS))("hide %s behind the function that opens it", (folder, importers) => {
		const outside = sources("{bench,examples,lib,mixins,scripts,services}/**/*.ts", "moleculer.config.ts").filter(
			({ path }) => !path.startsWith(folder),
		);
		const found = outside.filter((file) => imports(file).some((target) => target.startsWith(folder)));

		expect(found.map(({ path }) => path)).toEqual(importers);
	});
});

describe("pages", () => {
	const pages = sources("web/**/*.{ts,tsx}").filter(({ path }) => path !== "web/vite.config.ts");

	it.each(pages.map((file) => [file.path, file] as const))("%s stays with its page and what all share", (path, file) => {
		const own = folderOf(path);
		const strangers = imports(file).filter((target) => folderOf(target) !== own && !/^(web\/shared|contracts)\//.test(target));

		expect(strangers).toEqual([]);
	});

	it.each(pages.map((file) => [file.path, file.text] as const))("%s imports nothing but types from contracts", (_, text) => {
		expect(text).not.toMatch(/^(import|export) (?!type )[^;]*?from "[./]+contracts\//m);
	});

	it.each(pages.map((file) => [file.path, file.text] as const))(
		"%s puts no text into HTML, and no style that the policy forbids",
		(_, text) => {
			expect(text).not.toMatch(/innerHTML|insertAdjacentHTML|dangerouslySet|\bstyle=|\balert\(/);
		},
	);

	it("are there", () => {
		expect(new Set(pages.map(({ path }) => folderOf(path)))).toEqual(
			new Set(["web/customer", "web/ops", "web/rider", "web/shared", "web/store"]),
		);
	});
});

describe("messages", () => {
	const known = new Set<string>(MESSAGE_TYPES);
	const topics = new Set(MESSAGE_TYPES.map((type) => type.split(".")[0]!));

	it.each(rules.map((file) => [file.path, file.text] as const))("%s publishes the messages of its own service only", (path, text) => {
		const said = [...text.matchAll(/"([a-z]+)\.([a-z_]+)"/g)].filter(([, service]) => topics.has(service!));

		expect(said.map(([, service]) => OWNERS[service!] ?? service).filter((service) => `services/${service}` !== folderOf(path))).toEqual(
			[],
		);
		for (const [, service, event] of said) expect(known).toContain(`${service}.${event}`);
	});

	it.each(services.map((service) => [service.schema.name, service] as const))(
		"%s subscribes to messages that exist, and not to its own",
		(name, { subscriptions }) => {
			expect(subscriptions.filter((type) => !known.has(type))).toEqual([]);
			expect(subscriptions.filter((type) => type.startsWith(`${name}.`))).toEqual([]);
		},
	);

	it("are listed in docs/reference/messages.md as they are", async () => {
		expect(readFileSync(join(ROOT, "docs/reference/messages.md"), "utf8")).toBe(await messagesPage());
	});
});

describe("actions", () => {
	const actions = services.flatMap(({ actions }) => actions);

	it.each(actions)("%s states who may call it and takes nothing unknown", (_, action) => {
		expect(action.guard).toBeDefined();
		expect((action.params as { $$strict?: boolean } | undefined)?.$$strict).toBe(true);
	});
});

describe("the map of the repository in docs/architecture.md", () => {
	const map = readFileSync(join(ROOT, "docs/architecture.md"), "utf8").split("## The repository\n")[1]!;
	const roomsOf = (folder: string): string[] =>
		readdirSync(join(ROOT, folder), { withFileTypes: true })
			.filter((entry) => entry.isDirectory())
			.map(({ name }) => name);

	it.each(["contracts", "services", "lib", "web", "scripts", "simulation", "test", "deploy", "docs", "k8s"])(
		"has a sentence for each room of %s",
		(folder) => {
			const section = map.split(`\n### ${folder}\n`)[1]?.split("\n### ")[0] ?? "";

			expect(roomsOf(folder).filter((room) => !section.includes(`- \`${room}\` `))).toEqual([]);
		},
	);
});

describe("every folder", () => {
	const MOST_FILES = 20;
	const folders = globSync("{bench,contracts,deploy,docs,examples,k8s,lib,mixins,scripts,services,simulation,test,web}/**/", { cwd: ROOT });

	it(`has at most ${MOST_FILES} files`, () => {
		const counts = folders.map((folder) => {
			const files = readdirSync(join(ROOT, folder), { withFileTypes: true }).filter((entry) => entry.isFile());
			return { folder, files: files.length };
		});

		expect(counts.length).toBeGreaterThan(50);
		expect(counts.filter(({ files }) => files > MOST_FILES)).toEqual([]);
	});
});
