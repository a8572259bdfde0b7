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

/** Each checker of the compiler resolves shared types again: the default of four costs a fifth more CPU than two. */
export const TYPES: Step = { name: "types", program: join(TOOLS, "tsc"), args: ["--checkers", "2"] };
/** A separate project, because browser code has other globals than Node. */
export const WEB_TYPES: Step = { ...TYPES, name: "types of web", args: ["-p", "web"] };
export const WEB_TEST_TYPES: Step = { ...TYPES, name: "types of test/web", args: ["-p", "test/web"] };
export const PAGES: Step = { name: "pages", program: process.execPath, args: [join(ROOT, "scripts/pages.ts")] };
export const STYLE: Step = {
	name: "style",
	program: join(TOOLS, "biome"),
	args: ["check", "--error-on-warnings", "--md-formatter-enabled=false"],
};

/** Runs one tool and prints its result and duration. Returns whether it passed. */
export async function run({ name, program, args }: Step): Promise<boolean> {
	const startedAt = performance.now();
	const tool = spawn(program, args, { cwd: ROOT, stdio: "inherit" });
	const [code] = await once(tool, "exit");
	console.log(`${code === 0 ? "✓" : "✗"} ${name}: ${((performance.now() - startedAt) / 1000).toFixed(1)} s`);
	return code === 0;
}
