import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { freePort, type RunningServer, run, start } from "../../scripts/servers/server.ts";

const HOME = resolve(import.meta.dirname, "../../.servers/restate");
const PACKAGES = ["@restatedev/restate-server@1.7.12", "@restatedev/restate-sdk@1.17.2"];
const PROGRAM = join(HOME, `node_modules/@restatedev/restate-server-${process.platform}-${process.arch}/bin/restate-server`);

/** Restate with default settings and one service. */
export interface Restate {
	ingress: number;
	pids: number[];
	/** Finish times by order id. */
	finished: Map<string, number>;
	stop(): Promise<void>;
}

/** Installed on demand, because it takes 220 MB and has its own license. */
export const install = async (): Promise<void> => {
	const { version } = await readFile(join(HOME, "node_modules/@restatedev/restate-server/package.json"), "utf8").then(
		JSON.parse,
		() => ({}),
	);
	if (!PACKAGES.includes(`@restatedev/restate-server@${version}`))
		await run("npm", ["install", "--prefix", HOME, "--no-audit", "--no-fund", ...PACKAGES]);
};

const startServer = async (ingress: number, admin: number): Promise<RunningServer> => {
	const scratch = await mkdtemp(join(tmpdir(), "restate-"));
	const env = {
		...process.env,
		RESTATE_INGRESS__BIND_ADDRESS: `127.0.0.1:${ingress}`,
		RESTATE_ADMIN__BIND_ADDRESS: `127.0.0.1:${admin}`,
		RESTATE_BIND_ADDRESS: `127.0.0.1:${await freePort()}`,
		RUST_LOG: "error",
	};
	return start({ program: PROGRAM, args: ["--base-dir", scratch], port: ingress, scratch, env }, `http://127.0.0.1:${ingress}`);
};

const startService = async (port: number): Promise<ChildProcess> => {
	const child = fork(join(import.meta.dirname, "order.mjs"), [JSON.stringify({ port, sdk: HOME })], {
		stdio: ["ignore", "ignore", "inherit", "ipc"],
	});
	await once(child, "message");
	return child;
};

const register = async (admin: number, service: number): Promise<void> => {
	const answer = await fetch(`http://127.0.0.1:${admin}/deployments`, {
		method: "POST",
		headers: { "content-type": "application/json" },
		body: JSON.stringify({ uri: `http://127.0.0.1:${service}` }),
	});
	if (!answer.ok) throw new Error(`Restate rejected the service: ${answer.status} ${await answer.text()}`);
};

export const startRestate = async (): Promise<Restate> => {
	const [ingress, admin, port] = [await freePort(), await freePort(), await freePort()];
	const server = await startServer(ingress, admin);
	const service = await startService(port);
	await register(admin, port);
	const finished = new Map<string, number>();
	service.on("message", (message: { finished: string; at: number }) => finished.set(message.finished, message.at));
	const stop = async () => {
		service.kill();
		await server.kill();
	};
	return { ingress, pids: [server.pid, service.pid!], finished, stop };
};
