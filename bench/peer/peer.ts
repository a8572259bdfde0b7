import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { run } from "../../scripts/servers/server.ts";

/** A durable execution engine that runs one kind of order, served at `/order/<id>/run` and `/order/<id>/run/send`. */
export interface Peer {
	port: number;
	/** All processes that work for it. */
	pids(): number[];
	/** Finish times by order id. */
	finished: Map<string, number>;
	stop(): Promise<void>;
}

/** Installs packages, given with their versions, unless the first one is there already. */
export const installPackages = async (home: string, packages: string[]): Promise<void> => {
	const [, name, wanted] = /^(.+)@(.+)$/.exec(packages[0]!)!;
	const { version } = await readFile(join(home, "node_modules", name!, "package.json"), "utf8").then(JSON.parse, () => ({}));
	if (version !== wanted) await run("npm", ["install", "--prefix", home, "--no-audit", "--no-fund", ...packages]);
};

/** Starts the order's process, which reports when it is ready and when an order has ended. */
export const startOrders = async (script: string, options: object): Promise<{ child: ChildProcess; finished: Map<string, number> }> => {
	const child = fork(join(import.meta.dirname, script), [JSON.stringify(options)], { stdio: ["ignore", "ignore", "inherit", "ipc"] });
	await once(child, "message");
	const finished = new Map<string, number>();
	child.on("message", (message: { finished: string; at: number }) => finished.set(message.finished, message.at));
	return { child, finished };
};
