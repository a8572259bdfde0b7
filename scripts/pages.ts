import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, readdirSync, statSync } from "node:fs";
import { mkdtemp, rename, rm, utimes } from "node:fs/promises";
import { join } from "node:path";

const ROOT = join(import.meta.dirname, "..");
const VITE = "node_modules/vite/bin/vite.js";

/** Latest change of any source. Folders are included, because deleting a file changes only its folder's time. */
const changedAt = (root: string): number => {
	const web = join(root, "web");
	const sources = readdirSync(web, { recursive: true, encoding: "utf8" }).map((path) => join(web, path));
	const times = [web, join(root, "package-lock.json"), ...sources].map((path) => statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0);
	return Math.max(...times);
};

/** The output folder's mtime is set to the start of its build. */
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

/** Replaces the output by renaming, because other processes may read or build it meanwhile. The first fresh build wins. */
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

/** Builds the pages if they are older than their sources. Returns false if the build fails. Without Vite it keeps the shipped pages. */
export async function buildPages(root = ROOT): Promise<boolean> {
	if (!existsSync(join(root, VITE)) || !existsSync(join(root, "web")) || isFresh(root)) return true;
	const startedAt = performance.now();
	const succeeded = await build(root);
	const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
	console.log(
		succeeded ? `Built the pages in ${seconds} s.` : "The pages could not be built; see Vite's errors above. The old pages are kept.",
	);
	return succeeded;
}

export const arePagesThere = (root = ROOT): boolean => existsSync(join(root, "public/index.html"));

if (import.meta.main) process.exitCode = (await buildPages()) ? 0 : 1;
