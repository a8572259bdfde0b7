import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { readConfig } from "../lib/config.ts";
import { SETTINGS } from "../lib/settings.ts";
import { kubernetesValidate, kubeScore, kustomize, PYTHON } from "../scripts/servers/checkers.ts";
import { serviceFiles } from "../scripts/starting.ts";
import { STOP_WITHIN } from "../scripts/stopping.ts";
import { build, Manifests, OVERLAYS, SECRETS } from "./manifests.ts";
import { needs } from "./needs.ts";

const KUBERNETES = "1.36";
/** CPU is not limited, for the slowest requests' sake; machines are spread over by topology; the rest is the cluster owner's to say. */
const NOT_OURS = [
	"container-ephemeral-storage-request-and-limit",
	"container-image-pull-policy",
	"container-security-context-user-group-id",
	"deployment-has-host-podantiaffinity",
	"statefulset-has-host-podantiaffinity",
];

const tool = await kustomize.available();
const validator = await kubernetesValidate.available();
const scorer = await kubeScore.available();
const known = new Set(Object.values(SETTINGS).map(({ env }) => env));

needs(tool, "kustomize")("what is deployed", () => {
	describe.each(OVERLAYS)("by %s", (overlay) => {
		let manifests: Manifests;
		beforeAll(() => {
			manifests = new Manifests(build(tool!, overlay));
		});

		it("run every service, each where its name says", () => {
			const run = manifests.nodes.map((node) => {
				const { SERVICES } = manifests.environment(node, node.spec.template.spec.containers[0]!, {});
				return SERVICES!.split(",");
			});

			const folders = new Set(serviceFiles([]).map((file) => dirname(file).split("/").at(-1)!));
			expect(new Set(run.flat())).toEqual(folders);
			expect(run).toContainEqual(["gateway", "idempotency", "order"]);
		});

		it("set what there is to set, to what it may be", () => {
			for (const node of manifests.nodes)
				for (const container of node.spec.template.spec.containers) {
					const environment = manifests.environment(node, container, SECRETS["cortado-secrets"]!);

					expect(Object.keys(environment).filter((name) => !known.has(name))).toEqual([]);
					expect(readConfig(environment)).toMatchObject({ host: "0.0.0.0", healthPort: 8081, production: overlay === "production" });
				}
		});

		it("give a node the time to leave, and no variables that nobody wrote", () => {
			for (const { spec } of manifests.nodes) {
				const { containers, enableServiceLinks, terminationGracePeriodSeconds } = spec.template.spec;
				const waits = containers[0]!.lifecycle?.preStop?.sleep?.seconds ?? 0;

				expect(terminationGracePeriodSeconds).toBeGreaterThan(waits + STOP_WITHIN / 1000);
				expect(enableServiceLinks).toBe(false);
			}
		});

		it("tell Prometheus the port that is there", () => {
			for (const { spec } of manifests.nodes) {
				const { "prometheus.io/path": path, "prometheus.io/port": port } = spec.template.metadata.annotations!;
				const health = spec.template.spec.containers[0]!.ports!.find(({ name }) => name === "health");

				expect([path, Number(port)]).toEqual(["/metrics", health!.containerPort]);
			}
		});
	});

	describe("by production", () => {
		let manifests: Manifests;
		beforeAll(() => {
			manifests = new Manifests(build(tool!, "production"));
		});

		it("send from outside to the gateway alone, and not to its health and metrics", () => {
			const [ingress] = manifests.of("Ingress");
			const paths = ingress!.spec.rules.flatMap(({ http }: { http: { paths: { path: string; pathType: string }[] } }) => http.paths);
			const reached = (address: string) =>
				paths.some(({ path, pathType }: { path: string; pathType: string }) =>
					pathType === "Prefix" ? address.startsWith(`${path}/`) : path === address,
				);

			const meant = ["/v1/orders", "/docs", "/openapi.json", "/", "/store/", "/rider/", "/ops/", "/assets/index-1.js", "/icon.svg"];
			expect(meant.filter((address) => !reached(address))).toEqual([]);
			expect(["/metrics", "/health/ready"].map(reached)).toEqual([false, false]);
		});
	});
});

needs(tool && validator, "kubernetes-validate")("by the schemas of Kubernetes", () => {
	it.each(OVERLAYS)("%s is right", (overlay) => {
		const folder = mkdtempSync(join(tmpdir(), "cortado-manifests-"));
		const file = join(folder, "all.yaml");
		const yaml = build(tool!, overlay);
		writeFileSync(file, yaml);

		const { status, stdout } = spawnSync(validator!, ["--strict", "-k", KUBERNETES, file], {
			encoding: "utf8",
			env: { ...process.env, PYTHONPATH: PYTHON },
		});
		rmSync(folder, { recursive: true });

		const lines = stdout.trim().split("\n");
		expect(status).toBe(0);
		expect(lines.filter((line) => !line.startsWith("INFO "))).toEqual([]); // what it does not know is only a warning
		expect(lines).toHaveLength(new Manifests(yaml).all.length);
	});
});

needs(tool && scorer, "kube-score")("by good practice", () => {
	it("production is right", () => {
		const ignored = NOT_OURS.flatMap((test) => ["--ignore-test", test]);

		const { stdout } = spawnSync(scorer!, ["score", "--output-format", "ci", "--ignore-container-cpu-limit", ...ignored, "-"], {
			encoding: "utf8",
			input: build(tool!, "production"),
		});

		const lines = stdout.trim().split("\n");
		expect(lines.filter((line) => !/^\[(OK|SKIPPED)\]/.test(line))).toEqual([]);
		expect(lines.length).toBeGreaterThan(100);
	});
});
