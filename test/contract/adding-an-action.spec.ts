import { execFileSync } from "node:child_process";
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ROOT } from "../support/services.ts";

const COPIED = ["contracts", "lib", "mixins", "services", "moleculer.config.ts", "package.json", "tsconfig.json"];
const isSpec = (path: string): boolean => path.endsWith(".spec.ts");

/** A code block of docs/actor.md: the file and line it changes, and the new lines. */
interface Change {
	file: string;
	how: "before" | "replacing";
	anchor: string;
	text: string;
}

const BLOCK = /^ *```ts (\S+) (before|replacing) (.+)\n((?:.*\n)*?) *```$/gm;
const changes: Change[] = [...readFileSync(join(ROOT, "docs/actor.md"), "utf8").matchAll(BLOCK)].map(([, file, how, anchor, text]) => ({
	file: file!,
	how: how as Change["how"],
	anchor: anchor!,
	text: text!,
}));

const apply = (source: string, { anchor, file, how, text }: Change): string => {
	const lines = source.split("\n");
	const found = lines.filter((line) => line.trim().startsWith(anchor));
	if (found.length !== 1) throw new Error(`${file} has ${found.length} lines that start with ${anchor}.`);
	const at = lines.indexOf(found[0]!);
	lines.splice(at, how === "replacing" ? 1 : 0, text.trimEnd());
	return lines.join("\n");
};

const SCRIPT = `
import { ServiceBroker } from "moleculer";
const { brokerOptions } = await import("./moleculer.config.ts");
const { default: brew } = await import("./services/brew/brew.service.ts");
const { ROUTES } = await import("./services/gateway/http/routes.ts");
const broker = new ServiceBroker(brokerOptions());
broker.createService(brew);
const received = Promise.withResolvers();
await broker.start();
await broker.bus.subscribe({ group: "test", types: ["brew.delayed"], handler: async (message) => received.resolve(message), deadLetter: async (dead) => received.reject(dead) });
const send = (type, version, data) => {
	const message = { id: type, type, sender: type.split(".")[0] + "/ord_1", version, at: 1, schema: 1, data };
	return broker.bus.publish({ id: type, type, sender: message.sender, version, json: JSON.stringify(message) });
};
await send("order.accepted", 1, { id: "ord_1", kind: "goods", storeId: "gangnam", customerId: "acc_1", lines: [], auto: { brew: false, dispatch: false }, acceptedAt: 1, promise: { readyAt: null } });
await send("stock.reserved", 1, { orderId: "ord_1" });
const started = await broker.call("brew.start", { orderId: "ord_1" });
const delayed = await broker.call("brew.delay", { orderId: "ord_1", minutes: 5 });
const refused = await broker.call("brew.delay", { orderId: "ord_1", minutes: 0 }).catch(({ code }) => code);
const message = await received.promise;
await broker.stop();
console.log(JSON.stringify({
	route: ROUTES["POST /v1/brews/:orderId/delay"].action,
	delay: Date.parse(delayed.dueAt) - Date.parse(started.dueAt),
	refused,
	published: { type: message.type, fields: Object.keys(message.data).length },
}));
`;

describe("the walkthrough of docs/actor.md that adds an action and a message", () => {
	let copy: string;

	beforeAll(() => {
		copy = mkdtempSync(join(tmpdir(), "cortado-walk-"));
		for (const path of COPIED) cpSync(join(ROOT, path), join(copy, path), { recursive: true, filter: (from) => !isSpec(from) });
		symlinkSync(join(ROOT, "node_modules"), join(copy, "node_modules"));
		for (const change of changes) {
			const path = join(copy, change.file);
			writeFileSync(path, apply(readFileSync(path, "utf8"), change));
		}
	});
	afterAll(() => rmSync(copy, { recursive: true, force: true }));

	const run = (...args: string[]): string => {
		const { NODE_OPTIONS: _, ...env } = process.env;
		return execFileSync(process.execPath, args, {
			cwd: copy,
			encoding: "utf8",
			env: { ...env, STORE_URL: "sqlite::memory:", LOG_LEVEL: "fatal" },
		});
	};

	it("changes the contract, the rules and the service", () => {
		expect([...new Set(changes.map(({ file }) => file))]).toEqual([
			"contracts/brew.ts",
			"services/brew/brew.ts",
			"services/brew/brew.service.ts",
		]);
	});

	it("compiles", () => {
		expect(run("node_modules/typescript/bin/tsc", "--noEmit", "-p", ".")).toBe("");
	});

	it("does not compile without the handler", () => {
		const path = join(copy, "services/brew/brew.service.ts");
		const complete = readFileSync(path, "utf8");
		writeFileSync(path, complete.replace("async delay(ctx)", "async delays(ctx)"));

		expect(() => run("node_modules/typescript/bin/tsc", "--noEmit", "-p", ".")).toThrow();
		writeFileSync(path, complete);
	});

	it("results in a route, validated input and a published message", () => {
		writeFileSync(join(copy, "walk.mjs"), SCRIPT);

		expect(JSON.parse(run("--disable-warning=ExperimentalWarning", "walk.mjs"))).toEqual({
			route: "brew.delay",
			delay: 5 * 60_000,
			refused: 422,
			published: { type: "brew.delayed", fields: 12 },
		});
	});
});
