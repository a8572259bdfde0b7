import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

export const ROOT = join(import.meta.dirname, "..");

const lockOf = (root: string): string => readFileSync(join(root, "package-lock.json"), "utf8");
const run = (cwd: string, command: string, ...args: string[]): string =>
	execFileSync(command, args, { cwd, encoding: "utf8", stdio: ["ignore", "pipe", "inherit"] }).trim();

/** A clean worktree of another commit, with the packages of its lock file. */
export interface Checkout {
	root: string;
	commit: string;
	remove(): void;
}

export const checkOut = (revision: string): Checkout => {
	const commit = run(ROOT, "git", "rev-parse", "--verify", "--short", `${revision}^{commit}`);
	const folder = mkdtempSync(join(tmpdir(), "cortado-bench-"));
	const root = join(folder, commit);
	const remove = () => {
		run(ROOT, "git", "worktree", "remove", "--force", root);
		rmSync(folder, { recursive: true, force: true });
	};
	run(ROOT, "git", "worktree", "add", "--quiet", "--detach", root, commit);
	try {
		if (lockOf(root) === lockOf(ROOT)) symlinkSync(join(ROOT, "node_modules"), join(root, "node_modules"));
		else run(root, "npm", "ci", "--no-audit", "--no-fund", "--loglevel=error");
		if (!existsSync(join(root, "scripts/start.ts"))) throw new Error(`Commit ${commit} has no scripts/start.ts.`);
	} catch (error) {
		remove();
		throw error;
	}
	return { root, commit, remove };
};
