// Installs missing packages, then runs a script on the Node version that package-lock.json pins.
// Plain JavaScript without dependencies, because it runs before they are installed.
import { spawn, spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { constants } from "node:os";
import { join } from "node:path";

const ROOT = join(import.meta.dirname, "..");
const OWN_NODE = join(ROOT, "node_modules/node/bin/node");
/** The first major version that runs TypeScript directly and has a stable node:sqlite. */
const MIN_NODE = 24;
/** Shrinks V8's young generation from 128 to 32 MB at the same speed. The user's own options come last and win. */
const NODE_OPTIONS = ["--max-semi-space-size=16", process.env.NODE_OPTIONS].filter(Boolean).join(" ");

/** The compile cache saves a third of the CPU of a start, and 20 MB. */
const NODE_COMPILE_CACHE = process.env.NODE_COMPILE_CACHE ?? join(ROOT, "node_modules/.cache/node");

const packagesOf = (lockFile) => JSON.parse(readFileSync(join(ROOT, lockFile), "utf8")).packages;

/** npm writes its hidden lock file last, so an interrupted install has none. */
function isInstalled() {
	if (!existsSync(join(ROOT, "node_modules/.package-lock.json"))) return false;
	const installed = packagesOf("node_modules/.package-lock.json");
	return Object.entries(packagesOf("package-lock.json")).every(
		([path, { version, optional }]) => path === "" || optional || installed[path]?.version === version,
	);
}

function install() {
	process.stderr.write("Installing packages from package-lock.json …\n");
	const { npm_execpath: npm } = process.env;
	const [command, ...args] = npm ? [process.execPath, npm] : ["npm"];
	const { status } = spawnSync(command, [...args, "ci", "--no-audit", "--no-fund", "--loglevel=error"], {
		cwd: ROOT,
		stdio: ["ignore", 2, 2],
	});
	if (status === 0) return;
	process.stderr.write("The packages could not be installed; see npm's errors above. Try again with: npm ci\n");
	process.exit(1);
}

const sameMajor = (one, other) => Number.parseInt(one, 10) === Number.parseInt(other, 10);
const isNewer = (version, than) => version.localeCompare(than, "en", { numeric: true }) > 0;

/** A newer Node of the same major version is used as it is: the user may need a fix that it contains. */
function findNode() {
	const pinned = existsSync(OWN_NODE) && packagesOf("package-lock.json")["node_modules/node"]?.version;
	if (pinned) return sameMajor(pinned, process.versions.node) && isNewer(process.versions.node, pinned) ? process.execPath : OWN_NODE;
	if (Number.parseInt(process.versions.node, 10) >= MIN_NODE) return process.execPath;
	process.stderr.write(
		`Node ${MIN_NODE} or newer is required, but this is Node ${process.versions.node} and the package "node" is not installed. Try: npm ci\n`,
	);
	process.exit(1);
}

/** Forwards signals to the script and exits with its exit code. */
function run(node, args) {
	const script = spawn(node, args, { cwd: ROOT, stdio: "inherit", env: { ...process.env, NODE_OPTIONS, NODE_COMPILE_CACHE } });
	for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => script.kill(signal));
	script.on("exit", (code, signal) => process.exit(code ?? 128 + constants.signals[signal]));
}

if (!isInstalled()) install();
run(findNode(), process.argv.slice(2));
