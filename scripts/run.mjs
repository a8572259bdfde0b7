// Runs a script of this repository on the Node that package-lock.json names, after installing what is missing.
// Plain JavaScript without dependencies: it is all that runs before they are there.
import { spawn, spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { constants } from "node:os";
import { join } from "node:path";

const ROOT = join(import.meta.dirname, "..");
const OWN_NODE = join(ROOT, "node_modules/node/bin/node");
/** The first that runs TypeScript as it is and has a stable node:sqlite. */
const LEAST_NODE = 24;
/** Short-lived objects in 32 MB instead of 128, at the same speed; what the user sets comes later, and counts. */
const NODE_OPTIONS = ["--max-semi-space-size=16", process.env.NODE_OPTIONS].filter(Boolean).join(" ");

/** What was compiled once is read the next time: a start costs two thirds of the CPU and 20 MB less. */
const NODE_COMPILE_CACHE = process.env.NODE_COMPILE_CACHE ?? join(ROOT, "node_modules/.cache/node");

const packagesOf = (lockFile) => JSON.parse(readFileSync(join(ROOT, lockFile), "utf8")).packages;

/** npm writes its own record last of all, so an interrupted install has none. */
function isInstalled() {
	if (!existsSync(join(ROOT, "node_modules/.package-lock.json"))) return false;
	const installed = packagesOf("node_modules/.package-lock.json");
	return Object.entries(packagesOf("package-lock.json")).every(
		([path, { version, optional }]) => path === "" || optional || installed[path]?.version === version,
	);
}

function install() {
	process.stderr.write("Installing what package-lock.json says …\n");
	const { npm_execpath: npm } = process.env;
	const [command, ...args] = npm ? [process.execPath, npm] : ["npm"];
	const { status } = spawnSync(command, [...args, "ci", "--no-audit", "--no-fund", "--loglevel=error"], {
		cwd: ROOT,
		stdio: ["ignore", 2, 2],
	});
	if (status === 0) return;
	process.stderr.write("The packages could not be installed; npm says above why. Try again with: npm ci\n");
	process.exit(1);
}

const sameLine = (one, other) => Number.parseInt(one, 10) === Number.parseInt(other, 10);
const isNewer = (version, than) => version.localeCompare(than, "en", { numeric: true }) > 0;

/** Whoever runs this on a newer Node of the same line has a reason, such as a fault that is mended there. */
function findNode() {
	const own = existsSync(OWN_NODE) && packagesOf("package-lock.json")["node_modules/node"]?.version;
	if (own) return sameLine(own, process.versions.node) && isNewer(process.versions.node, own) ? process.execPath : OWN_NODE;
	if (Number.parseInt(process.versions.node, 10) >= LEAST_NODE) return process.execPath;
	process.stderr.write(
		`The package "node" is not installed and this is Node ${process.versions.node}: ${LEAST_NODE} is needed. Try: npm ci\n`,
	);
	process.exit(1);
}

/** The script hears every signal that reaches this process, and this process ends as the script does. */
function run(node, args) {
	const script = spawn(node, args, { cwd: ROOT, stdio: "inherit", env: { ...process.env, NODE_OPTIONS, NODE_COMPILE_CACHE } });
	for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => script.kill(signal));
	script.on("exit", (code, signal) => process.exit(code ?? 128 + constants.signals[signal]));
}

if (!isInstalled()) install();
run(findNode(), process.argv.slice(2));
