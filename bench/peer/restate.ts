import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { freePort, type RunningServer, start } from "../../scripts/servers/server.ts";
import { installPackages, type Peer, startOrders } from "./peer.ts";

const HOME = resolve(import.meta.dirname, "../../.servers/restate");
const PACKAGES = ["@restatedev/restate-server@1.7.12", "@restatedev/restate-sdk@1.17.2"];
const PROGRAM = join(HOME, `node_modules/@restatedev/restate-server-${process.platform}-${process.arch}/bin/restate-server`);

/** Installed on demand, because it takes 220 MB and has its own license. */
export const install = (): Promise<void> => installPackages(HOME, PACKAGES);

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

const register = async (admin: number, service: number): Promise<void> => {
	const answer = await fetch(`http://127.0.0.1:${admin}/deployments`, {
		method: "POST",
		headers: { "content-type": "application/json" },
		body: JSON.stringify({ uri: `http://127.0.0.1:${service}` }),
	});
	if (!answer.ok) throw new Error(`Restate rejected the service: ${answer.status} ${await answer.text()}`);
};

/** Restate with default settings and one service. */
export const startRestate = async (): Promise<Peer> => {
	const [ingress, admin, port] = [await freePort(), await freePort(), await freePort()];
	const server = await startServer(ingress, admin);
	const { child, finished } = await startOrders("restate-order.mjs", { port, sdk: HOME });
	await register(admin, port);
	const stop = async () => {
		child.kill();
		await server.kill();
	};
	return { port: ingress, pids: () => [server.pid, child.pid!], finished, stop };
};
