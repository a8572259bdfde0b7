import { globSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { available } from "../../scripts/servers/nats.ts";
import { freePort, start } from "../../scripts/servers/server.ts";
import { needs } from "../support/needs.ts";
import { ROOT } from "../support/services.ts";

const natsServer = await available();

/** All NATS configurations of the repository. */
const CONFIGS = globSync("**/*.conf", { cwd: ROOT, exclude: ["**/node_modules", ".servers", "data"] })
	.filter((path) => /^\s*jetstream\b/m.test(readFileSync(join(ROOT, path), "utf8")))
	.sort();

interface Settings {
	jetstream: { config: { sync_always?: boolean } };
}

/** The settings that a server with this file reports. Its ports and folder are replaced by free ones. */
const settingsOf = async (path: string): Promise<Settings> => {
	const folder = mkdtempSync(join(tmpdir(), "cortado-nats-"));
	const text = readFileSync(join(ROOT, path), "utf8");
	const config = join(folder, "nats.conf");
	writeFileSync(config, text.replace("store_dir: /data", `store_dir: ${join(folder, "data")}`));
	const [port, monitor, cluster] = [await freePort(), await freePort(), await freePort()];
	const args = ["--config", config, "--addr", "127.0.0.1", "--port", `${port}`, "--http_port", `${monitor}`, "--pid", join(folder, "pid")];
	if (/^cluster\b/m.test(text)) args.push("--cluster", `nats://127.0.0.1:${cluster}`);
	if (!text.includes("store_dir")) args.push("--store_dir", join(folder, "data"));
	const env = { SERVER_NAME: "nats-0", NATS_USER: "cortado", NATS_PASSWORD: "password" };
	const server = await start({ program: natsServer!, args, port, env }, "");
	try {
		return (await (await fetch(`http://127.0.0.1:${monitor}/varz`)).json()) as Settings;
	} finally {
		await server.stop();
		rmSync(folder, { recursive: true });
	}
};

needs(natsServer, "nats-server")("the NATS configuration", () => {
	it("exists for Compose, both overlays and npm run cluster", () => {
		expect(CONFIGS).toEqual([
			"deploy/compose/nats.conf",
			"k8s/backbone/nats/nats.conf",
			"k8s/overlays/production/nats.conf",
			"scripts/cluster/nats.conf",
		]);
		expect(readFileSync(join(ROOT, "scripts/cluster/backbone.ts"), "utf8")).toContain('["--config", NATS_CONFIG]');
	});

	it.each(CONFIGS)("%s syncs every message before the server acknowledges it", async (path) => {
		const { jetstream } = await settingsOf(path);

		expect(jetstream.config).toMatchObject({ sync_always: true });
	});
});
