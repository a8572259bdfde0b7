import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { parse } from "yaml";
import { readConfig } from "../../lib/config/config.ts";
import { SETTINGS } from "../../lib/config/settings.ts";
import { serviceFiles } from "../../scripts/node/starting.ts";
import { STOP_WITHIN } from "../../scripts/node/stopping.ts";
import { composeSpec } from "../../scripts/servers/checkers.ts";
import { needs } from "../support/needs.ts";
import { ROOT } from "../support/services.ts";

interface Container {
	image: string;
	environment: Record<string, string>;
	networks: Record<string, unknown>;
	ports?: { published: string; target: number; host_ip: string }[];
	depends_on?: Record<string, { condition: string }>;
	command?: string[];
	healthcheck?: { test: string[]; interval?: string; start_period?: string; start_interval?: string };
	configs?: { source: string }[];
	mem_limit?: string;
	volumes?: { type: string; source: string; target: string }[];
	secrets?: { source: string }[];
	read_only?: boolean;
	stop_grace_period?: string;
}

interface Model {
	services: Record<string, Container>;
	networks: Record<string, { internal?: boolean }>;
	configs: Record<string, { file?: string }>;
	secrets: Record<string, { file: string }>;
	volumes: Record<string, unknown>;
}

const seconds = (duration = ""): number => Number(/^(\d+)s$/.exec(duration)?.[1]);

const reader = await composeSpec.available();

/** The file as parsed by Compose, with all profiles and default variables. */
const read = (): Model =>
	JSON.parse(execFileSync(reader!, ["--format", "json", "docker-compose.yml"], { cwd: ROOT, encoding: "utf8", env: {} }));

needs(reader, "compose-spec")("the Compose file", () => {
	let composed: Model;
	let nodes: [string, Container][];
	beforeAll(() => {
		composed = read();
		nodes = Object.entries(composed.services).filter(([, { environment }]) => environment?.SERVICES);
	});

	const servicesOf = ({ environment }: Container) => environment.SERVICES!.split(",");
	/** A node's environment, with the secret's path on the host. */
	const environmentOf = ({ environment, secrets = [] }: Container) => ({
		...environment,
		SECRET_FILE: composed.secrets[secrets[0]!.source]!.file,
	});

	it("runs every service in a container of its name", () => {
		const folders = new Set(serviceFiles([]).map((file) => dirname(file).split("/").at(-1)));

		expect(new Set(nodes.flatMap(([, node]) => servicesOf(node)))).toEqual(folders);
		expect(nodes.filter(([name, node]) => !servicesOf(node).includes(name))).toEqual([]);
		expect(servicesOf(composed.services.gateway!)).toEqual(["gateway", "idempotency", "order"]);
	});

	it("sets only known settings to valid values", () => {
		const known = new Set(Object.values(SETTINGS).flatMap(({ env, secret }) => (secret ? [env, `${env}_FILE`] : [env])));

		for (const [, node] of nodes) {
			expect(Object.keys(node.environment).filter((name) => !known.has(name))).toEqual([]);
			expect(readConfig(environmentOf(node))).toMatchObject({ demo: true, production: false });
		}
	});

	it("uses the demo secret, which production rejects", () => {
		const environment = environmentOf(composed.services.gateway!);

		expect(() => readConfig({ ...environment, NODE_ENV: "production" })).toThrow("SECRET must be set");
	});

	it("gives nodes the addresses of its servers", () => {
		const { natsUrl, redisUrl, storeTemplate } = readConfig(environmentOf(composed.services.order!));
		const hosts = [natsUrl, redisUrl, storeTemplate].map((url) => new URL(String(url)).hostname);

		expect(hosts).toEqual(["nats", "redis", "mongo"]);
		expect(hosts.filter((host) => !composed.services[host]?.healthcheck)).toEqual([]);
	});

	it("only waits for containers that have a health check", () => {
		const waits = Object.values(composed.services).flatMap(({ depends_on = {} }) => Object.entries(depends_on));
		const unhealthy = waits.filter(([name, { condition }]) => condition === "service_healthy" && !composed.services[name]?.healthcheck);

		expect(waits.length).toBeGreaterThan(nodes.length);
		expect(unhealthy).toEqual([]);
		for (const [, { healthcheck }] of nodes) expect(existsSync(join(ROOT, healthcheck!.test.at(-1)!))).toBe(true);
	});

	it("publishes only the gateway and observability, on this machine only", () => {
		const published = Object.entries(composed.services).flatMap(([name, { ports = [] }]) =>
			ports.map(({ host_ip, target }) => [name, target, host_ip]),
		);

		expect(published.sort()).toEqual([
			["gateway", 3000, "127.0.0.1"],
			["grafana", 3000, "127.0.0.1"],
			["prometheus", 9090, "127.0.0.1"],
		]);
		expect(composed.networks.inner).toMatchObject({ internal: true });
		for (const server of ["nats", "mongo", "redis"]) expect(Object.keys(composed.services[server]!.networks)).toEqual(["inner"]);
	});

	it("runs nodes read-only, with enough time to drain", () => {
		for (const [, { read_only, stop_grace_period }] of nodes) {
			expect(read_only).toBe(true);
			expect(Number(/^(\d+)s$/.exec(stop_grace_period!)![1])).toBeGreaterThan(STOP_WITHIN / 1000);
		}
	});

	it("references only existing networks and secrets", () => {
		const named = Object.values(composed.services).map(({ networks, secrets = [] }) => ({
			networks: Object.keys(networks).filter((name) => !(name in composed.networks)),
			secrets: secrets.filter(({ source }) => !existsSync(composed.secrets[source]?.file ?? "")),
		}));

		expect(named.flatMap(({ networks, secrets }) => [...networks, ...secrets])).toEqual([]);
	});

	it("mounts only existing paths and volumes", () => {
		const mounts = Object.values(composed.services).flatMap(({ volumes = [] }) => volumes);
		const missing = mounts.filter(({ source, type }) => (type === "bind" ? !existsSync(source) : !(source in composed.volumes)));

		expect(missing).toEqual([]);
		expect(
			mounts
				.filter(({ type }) => type === "bind")
				.map(({ source }) => relative(ROOT, source))
				.sort(),
		).toEqual(["deploy/grafana/dashboards", "deploy/grafana/provisioning", "deploy/prometheus"]);
	});

	it("provides configs as files, because inline configs fail in read-only containers", () => {
		const used = Object.values(composed.services).flatMap(({ configs = [] }) => configs.map(({ source }) => source));

		expect(used).toEqual(["nats"]);
		expect(used.filter((source) => !existsSync(composed.configs[source]?.file ?? ""))).toEqual([]);
	});

	it("limits the memory of every container", () => {
		const unlimited = Object.entries(composed.services).filter(([, { mem_limit }]) => !/^[1-9]\d*[mg]$/.test(mem_limit ?? ""));

		expect(unlimited.map(([name]) => name)).toEqual([]);
	});

	it("runs expensive health checks often only while a container starts", () => {
		const costly = Object.entries(composed.services).filter(([, { healthcheck }]) =>
			["node", "mongosh"].includes(healthcheck?.test[1] ?? ""),
		);

		expect(costly).toHaveLength(nodes.length + 1);
		for (const [name, { healthcheck }] of costly) {
			const { interval, start_interval, start_period } = healthcheck!;
			expect([name, seconds(interval) >= 30, seconds(start_period) >= 30]).toEqual([name, true, true]);
			expect([1, 2, 3, 4, 5]).toContain(seconds(start_interval));
		}
	});

	it("turns off Redis's protected mode, which rejects remote clients without a password", () => {
		const { command } = composed.services.redis!;

		expect(command).not.toContain("--requirepass");
		expect(command![command!.indexOf("--protected-mode") + 1]).toBe("no");
	});

	it("lets Prometheus scrape the health port of every node", () => {
		const { scrape_configs } = parse(readFileSync(join(ROOT, "deploy/prometheus/prometheus.yml"), "utf8"));
		const [{ names, port }] = scrape_configs.flatMap(({ dns_sd_configs }: { dns_sd_configs: object[] }) => dns_sd_configs);

		expect(names.sort()).toEqual(nodes.map(([name]) => name).sort());
		expect(readFileSync(join(ROOT, "Dockerfile"), "utf8")).toContain(`HEALTH_PORT=${port}`);
	});

	it("runs the same NATS version as the tests", () => {
		const [, version] = /nats-server\/v2@v([\d.]+)/.exec(readFileSync(join(ROOT, "scripts/servers/nats.ts"), "utf8"))!;
		const images = [
			composed.services.nats!.image,
			/image: (nats:.+)/.exec(readFileSync(join(ROOT, "k8s/backbone/nats/stateful-set.yaml"), "utf8"))![1],
		];

		expect(images).toEqual([`nats:${version}-alpine`, `nats:${version}-alpine`]);
	});
});
