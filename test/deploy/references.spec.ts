import { readFileSync } from "node:fs";
import { join } from "node:path";
import { kustomize } from "../../scripts/servers/checkers.ts";
import { build, type Container, Manifests, OVERLAYS, SECRETS } from "../support/manifests.ts";
import { needs } from "../support/needs.ts";
import { ROOT } from "../support/services.ts";

const tool = await kustomize.available();
const docs = readFileSync(join(ROOT, "docs/running/deployment.md"), "utf8");
const portNames = ({ ports = [] }: Container) => ports.map(({ name }) => name);

/** Finds dangling references, which neither the API server nor the checkers detect. */
needs(tool, "kustomize").each(OVERLAYS)("the manifests of %s", (overlay) => {
	let manifests: Manifests;
	beforeAll(() => {
		manifests = new Manifests(build(tool!, overlay));
	});

	it("select existing workloads, and no workload selects another's pods", () => {
		const selectors = [
			...manifests.of("Service").map(({ spec }) => spec.selector),
			...manifests.of("PodDisruptionBudget").map(({ spec }) => spec.selector.matchLabels),
			...manifests
				.of("NetworkPolicy")
				.flatMap(({ spec }) => [
					spec.podSelector.matchLabels,
					...[...(spec.ingress ?? []), ...(spec.egress ?? [])]
						.flatMap(({ from = [], to = [] }) => [...from, ...to])
						.flatMap(({ podSelector }) => (podSelector ? [podSelector.matchLabels] : [])),
				]),
		];

		expect(selectors.filter((labels) => manifests.selected(labels).length === 0)).toEqual([]);
		for (const { metadata, spec } of manifests.workloads) {
			const spreads = (spec.template.spec.topologySpreadConstraints ?? []).map(({ labelSelector }) => labelSelector.matchLabels);
			for (const labels of [spec.selector.matchLabels, ...spreads])
				expect(manifests.selected(labels).map((workload) => workload.metadata.name)).toEqual([metadata.name]);
		}
	});

	it("scale only existing workloads", () => {
		const targets = manifests.of("HorizontalPodAutoscaler").map(({ spec }) => spec.scaleTargetRef);

		expect(targets.filter(({ kind, name }) => !manifests.named(kind, name))).toEqual([]);
	});

	it("reference only ConfigMaps, Secrets and service accounts that exist or that the docs describe", () => {
		const has = (kind: string, name: string, key?: string): boolean => {
			const { data } = manifests.named(kind, name) ?? {};
			const byHand = kind === "Secret" && docs.includes(`\`${name}\``) ? SECRETS[name] : undefined;
			const keys = data ?? byHand;
			return keys !== undefined && (key === undefined || key in keys);
		};
		const missing: unknown[] = [];
		const expectExists = (kind: string, name: string, key?: string) => {
			if (!has(kind, name, key)) missing.push([kind, name, key]);
		};
		for (const { container, workload } of manifests.containers) {
			for (const { configMapRef, secretRef } of container.envFrom ?? []) {
				if (configMapRef) expectExists("ConfigMap", configMapRef.name);
				if (secretRef) expectExists("Secret", secretRef.name);
			}
			for (const { valueFrom } of container.env ?? []) {
				if (valueFrom?.secretKeyRef) expectExists("Secret", valueFrom.secretKeyRef.name, valueFrom.secretKeyRef.key);
				if (valueFrom?.configMapKeyRef) expectExists("ConfigMap", valueFrom.configMapKeyRef.name, valueFrom.configMapKeyRef.key);
			}
			for (const { configMap, secret } of workload.spec.template.spec.volumes ?? []) {
				if (configMap) expectExists("ConfigMap", configMap.name);
				for (const { key } of secret?.items ?? []) expectExists("Secret", secret!.secretName, key);
			}
			expect(manifests.named("ServiceAccount", workload.spec.template.spec.serviceAccountName)).toBeDefined();
		}
		for (const { spec } of manifests.of("Ingress")) for (const { secretName } of spec.tls) expectExists("Secret", secretName);
		for (const { spec } of manifests.of("Gateway"))
			for (const { tls } of spec.listeners) for (const { name } of tls?.certificateRefs ?? []) expectExists("Secret", name);

		expect(missing).toEqual([]);
	});

	it("reference only existing ports", () => {
		for (const { container } of manifests.containers) {
			const probes = [container.startupProbe, container.livenessProbe, container.readinessProbe];
			const probed = probes.flatMap((probe) => probe?.httpGet?.port ?? probe?.tcpSocket?.port ?? []);
			expect(probed.filter((port) => !portNames(container).includes(port as string))).toEqual([]);
		}
		for (const { spec } of manifests.of("Service"))
			for (const { targetPort } of spec.ports)
				for (const { spec: selected } of manifests.selected(spec.selector))
					expect(selected.template.spec.containers.flatMap(portNames)).toContain(targetPort);
		for (const { spec } of manifests.of("Ingress"))
			for (const { backend } of spec.rules.flatMap(({ http }: { http: { paths: object[] } }) => http.paths)) {
				const service = manifests.named("Service", backend.service.name);
				expect(service?.spec.ports.map(({ name }: { name: string }) => name)).toContain(backend.service.port.name);
			}
	});

	it("attach every route to a Gateway's listener and a Service's port", () => {
		for (const { spec } of manifests.of("HTTPRoute")) {
			for (const { name, sectionName } of spec.parentRefs)
				expect(manifests.named("Gateway", name)?.spec.listeners.map((listener: { name: string }) => listener.name)).toContain(sectionName);
			for (const { name, port } of spec.rules.flatMap(({ backendRefs = [] }) => backendRefs))
				expect(manifests.named("Service", name)?.spec.ports.map((one: { port: number }) => one.port)).toContain(port);
		}
	});

	it("allow ingress only to open ports", () => {
		const closed = manifests.of("NetworkPolicy").flatMap(({ metadata, spec }) => {
			const open = manifests
				.selected(spec.podSelector.matchLabels)
				.flatMap((workload) => workload.spec.template.spec.containers.flatMap(({ ports = [] }) => ports))
				.map(({ containerPort }) => containerPort);
			const allowed = (spec.ingress ?? []).flatMap(({ ports }: { ports: { port: number }[] }) => ports.map(({ port }) => port));
			return allowed.filter((port: number) => !open.includes(port)).map((port: number) => [metadata.name, port]);
		});

		expect(closed).toEqual(overlay === "dev" ? [["nats", 6222]] : []); // a single NATS server has no cluster port
	});
});
