import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, readdirSync, statSync } from "node:fs";
import { mkdtemp, rename, rm, utimes } from "node:fs/promises";
import { join } from "node:path";

const ROOT = join(import.meta.dirname, "..");
const VITE = "node_modules/vite/bin/vite.js";

/** Of what is made from them, folders included: a file that is gone counts, too. */
const changedAt = (root: string): number => {
	const web = join(root, "web");
	const sources = readdirSync(web, { recursive: true, encoding: "utf8" }).map((path) => join(web, path));
	const times = [web, join(root, "package-lock.json"), ...sources].map((path) => statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0);
	return Math.max(...times);
};

/** The folder's own time is when its build began. */
const isFresh = (root: string): boolean => {
	const built = statSync(join(root, "public"), { throwIfNoEntry: false });
	return built !== undefined && built.mtimeMs >= changedAt(root);
};

const runVite = async (root: string, outDir: string): Promise<boolean> => {
	const args = [join(root, VITE), "build", join(root, "web"), "--outDir", outDir, "--emptyOutDir", "--logLevel", "warn"];
	const vite = spawn(process.execPath, args, { cwd: root, stdio: "inherit", env: { ...process.env, NODE_ENV: "production" } });
	const [code] = await once(vite, "exit");
	return code === 0;
};

/** Whole, or not at all: another process may read the pages, or build them, too. Whoever is first is as good. */
const putInPlace = async (root: string, built: string, old: string): Promise<void> => {
	const pages = join(root, "public");
	if (isFresh(root)) return;
	await rename(pages, old).catch(() => rm(pages, { recursive: true, force: true }));
	await rename(built, pages).catch((error) => {
		if (!isFresh(root)) throw error;
	});
};

const build = async (root: string): Promise<boolean> => {
	const startedAt = new Date();
	const scratch = await mkdtemp(join(root, ".public-"));
	const built = join(scratch, "built");
	try {
		if (!(await runVite(root, built))) return false;
		await utimes(built, startedAt, startedAt);
		await putInPlace(root, built, join(scratch, "old"));
		return true;
	} finally {
		await rm(scratch, { recursive: true, force: true });
	}
};

/** Builds what the gateway shows where that is older than its sources, and says whether it is good. Without Vite it is as it was shipped. */
export async function buildPages(root = ROOT): Promise<boolean> {
	if (!existsSync(join(root, VITE)) || !existsSync(join(root, "web")) || isFresh(root)) return true;
	const startedAt = performance.now();
	const isGood = await build(root);
	const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
	console.log(isGood ? `Built the pages in ${seconds} s.` : "The pages could not be built: Vite says above why. They stay as they were.");
	return isGood;
}

/** Whether there is anything to show, built here or shipped. */
export const arePagesThere = (root = ROOT): boolean => existsSync(join(root, "public/index.html"));

if (import.meta.main) process.exitCode = (await buildPages()) ? 0 : 1;
