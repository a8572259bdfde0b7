import { spawnSync } from "node:child_process";
import { globSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { Ajv } from "ajv";
import { parse } from "yaml";
import { readConfig } from "../../lib/config/config.ts";
import { SETTINGS } from "../../lib/config/settings.ts";
import { serviceFiles } from "../../scripts/node/starting.ts";
import { STOP_WITHIN } from "../../scripts/node/stopping.ts";
import { gatewayApi, kubernetesValidate, kubeScore, kustomize, PYTHON } from "../../scripts/servers/checkers.ts";
import { build, type Manifest, Manifests, OVERLAYS, PRODUCTION, SECRETS } from "../support/manifests.ts";
import { needs } from "../support/needs.ts";

const KUBERNETES = "1.36";
const GATEWAY_API = "gateway.networking.k8s.io/";
/** Not applicable: topology constraints spread the pods, and the rest depends on the cluster. CPU limits would throttle the slowest requests. */
const IGNORED_CHECKS = [
	"container-ephemeral-storage-request-and-limit",
	"container-image-pull-policy",
	"container-security-context-user-group-id",
	"deployment-has-host-podantiaffinity",
	"statefulset-has-host-podantiaffinity",
];

const tool = await kustomize.available();
const validator = await kubernetesValidate.available();
const definitions = await gatewayApi.available();
const scorer = await kubeScore.available();
const known = new Set(Object.values(SETTINGS).map(({ env }) => env));

needs(tool, "kustomize")("the manifests", () => {
	describe.each(OVERLAYS)("of %s", (overlay) => {
		let manifests: Manifests;
		beforeAll(() => {
			manifests = new Manifests(build(tool!, overlay));
		});

		it("run every service", () => {
			const run = manifests.nodes.map((node) => {
				const { SERVICES } = manifests.environment(node, node.spec.template.spec.containers[0]!, {});
				return SERVICES!.split(",");
			});

			const folders = new Set(serviceFiles([]).map((file) => dirname(file).split("/").at(-1)!));
			expect(new Set(run.flat())).toEqual(folders);
			expect(run).toContainEqual(["gateway", "idempotency", "order"]);
		});

		it("set only known settings to valid values", () => {
			for (const node of manifests.nodes)
				for (const container of node.spec.template.spec.containers) {
					const environment = manifests.environment(node, container, SECRETS["cortado-secrets"]!);

					expect(Object.keys(environment).filter((name) => !known.has(name))).toEqual([]);
					expect(readConfig(environment)).toMatchObject({ host: "0.0.0.0", healthPort: 8081, production: overlay !== "dev" });
				}
		});

		it("give nodes enough time to drain, and no service-link variables", () => {
			for (const { spec } of manifests.nodes) {
				const { containers, enableServiceLinks, terminationGracePeriodSeconds } = spec.template.spec;
				const waits = containers[0]!.lifecycle?.preStop?.sleep?.seconds ?? 0;

				expect(terminationGracePeriodSeconds).toBeGreaterThan(waits + STOP_WITHIN / 1000);
				expect(enableServiceLinks).toBe(false);
			}
		});

		it("annotate the health port for Prometheus", () => {
			for (const { spec } of manifests.nodes) {
				const { "prometheus.io/path": path, "prometheus.io/port": port } = spec.template.metadata.annotations!;
				const health = spec.template.spec.containers[0]!.ports!.find(({ name }) => name === "health");

				expect([path, Number(port)]).toEqual(["/metrics", health!.containerPort]);
			}
		});
	});
});

needs(tool && validator, "kubernetes-validate")("by Kubernetes's schemas", () => {
	it.each(OVERLAYS)("%s is valid", (overlay) => {
		const folder = mkdtempSync(join(tmpdir(), "cortado-manifests-"));
		const file = join(folder, "all.yaml");
		const known = new Manifests(build(tool!, overlay)).all.filter(({ apiVersion }) => !apiVersion.startsWith(GATEWAY_API));
		writeFileSync(file, known.map((manifest) => JSON.stringify(manifest)).join("\n---\n"));

		const { status, stdout } = spawnSync(validator!, ["--strict", "-k", KUBERNETES, file], {
			encoding: "utf8",
			env: { ...process.env, PYTHONPATH: PYTHON },
		});
		rmSync(folder, { recursive: true });

		const lines = stdout.trim().split("\n");
		expect(status).toBe(0);
		expect(lines.filter((line) => !line.startsWith("INFO "))).toEqual([]); // unknown kinds only cause a warning
		expect(lines).toHaveLength(known.length);
	});
});

interface Definition {
	spec: { names: { kind: string }; versions: { name: string; schema: { openAPIV3Schema: object } }[] };
}

/** The API server rejects unknown fields, but JSON Schema allows them by default. */
const rejectUnknown = (schema: unknown): unknown => {
	if (Array.isArray(schema)) return schema.map(rejectUnknown);
	if (typeof schema !== "object" || schema === null) return schema;
	const all = Object.fromEntries(Object.entries(schema).map(([name, value]) => [name, rejectUnknown(value)]));
	return "properties" in schema && "type" in schema ? { additionalProperties: false, ...all } : all;
};

needs(tool && definitions, "Gateway API")("by the CRDs of the Gateway API", () => {
	const schemaOf = ({ apiVersion, kind }: { apiVersion: string; kind: string }): object => {
		const all = globSync(join(definitions!, "*.yaml")).map((file) => parse(readFileSync(file, "utf8")) as Definition);
		const { spec } = all.find(({ spec }) => spec?.names?.kind === kind)!;
		const { openAPIV3Schema } = spec.versions.find(({ name }) => apiVersion === `${GATEWAY_API}${name}`)!.schema;
		const { metadata, ...properties } = (openAPIV3Schema as { properties: Record<string, object> }).properties;
		return {
			...(rejectUnknown({ ...openAPIV3Schema, properties }) as object),
			properties: { ...(rejectUnknown(properties) as object), metadata },
		};
	};
	const ajv = new Ajv({ strict: false, validateFormats: false, allErrors: true });
	const errorsOf = (manifest: Manifest): unknown[] => {
		const check = ajv.compile(schemaOf(manifest));
		check(manifest);
		return (check.errors ?? []).map(({ instancePath, message }) => [manifest.metadata.name, instancePath, message]);
	};
	const kinds = () => new Manifests(build(tool!, "production")).all.filter(({ apiVersion }) => apiVersion.startsWith(GATEWAY_API));

	it("production is valid", () => {
		expect(kinds().map(({ kind }) => kind)).toEqual(["Gateway", "HTTPRoute", "HTTPRoute"]);
		expect(kinds().flatMap(errorsOf)).toEqual([]);
	});

	it("unknown fields and invalid values are found", () => {
		const [gateway, route] = kinds();
		gateway!.spec.listeners[0].hostName = "cortado.example";
		route!.spec.rules[0].timeouts.request = "forever";

		expect([gateway!, route!].flatMap(errorsOf)).toEqual([
			["cortado", "/spec/listeners/0", "must NOT have additional properties"],
			["cortado", "/spec/rules/0/timeouts/request", expect.stringContaining("must match pattern")],
		]);
	});
});

needs(tool && scorer, "kube-score")("by kube-score's policies", () => {
	it.each(PRODUCTION)("%s passes", (overlay) => {
		const ignored = IGNORED_CHECKS.flatMap((test) => ["--ignore-test", test]);

		const { stdout } = spawnSync(scorer!, ["score", "--output-format", "ci", "--ignore-container-cpu-limit", ...ignored, "-"], {
			encoding: "utf8",
			input: build(tool!, overlay),
		});

		const lines = stdout.trim().split("\n");
		expect(lines.filter((line) => !/^\[(OK|SKIPPED)\]/.test(line))).toEqual([]);
		expect(lines.length).toBeGreaterThan(100);
	});
});
