import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";

const ROOT = join(import.meta.dirname, "..");
const TOOLS = join(ROOT, "node_modules/.bin");

export interface Step {
	name: string;
	program: string;
	args: string[];
}

/** Each checker of the compiler looks at shared types again: four, its default, cost a fifth more CPU than two. */
export const TYPES: Step = { name: "types", program: join(TOOLS, "tsc"), args: ["--checkers", "2"] };
/** What runs in a browser knows other globals than what runs in Node. */
export const WEB_TYPES: Step = { ...TYPES, name: "types of the pages", args: ["-p", "web"] };
export const WEB_TEST_TYPES: Step = { ...TYPES, name: "types of their tests", args: ["-p", "test/web"] };
export const PAGES: Step = { name: "pages", program: process.execPath, args: [join(ROOT, "scripts/pages.ts")] };
export const STYLE: Step = {
	name: "style",
	program: join(TOOLS, "biome"),
	args: ["check", "--error-on-warnings", "--md-formatter-enabled=false"],
};

/** Runs one tool, says how long it took, and whether it was content. */
export async function run({ name, program, args }: Step): Promise<boolean> {
	const startedAt = performance.now();
	const tool = spawn(program, args, { cwd: ROOT, stdio: "inherit" });
	const [code] = await once(tool, "exit");
	console.log(`${code === 0 ? "✓" : "✗"} ${name}: ${((performance.now() - startedAt) / 1000).toFixed(1)} s`);
	return code === 0;
}
