import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { parse, stringify } from "yaml";
import { kustomize } from "../../scripts/servers/checkers.ts";
import { buildFolder, type Labels, Manifests, type Pod } from "../support/manifests.ts";
import { needs } from "../support/needs.ts";
import { ROOT } from "../support/services.ts";

const tool = await kustomize.available();
const docs = readFileSync(join(ROOT, "docs/running/deployment.md"), "utf8");

/** An overlay on top of production. */
const production = (additions: object): Manifests => {
	const folder = mkdtempSync(join(tmpdir(), "cortado-overlay-"));
	const inTree = (path: string) => relative(folder, join(ROOT, "k8s", path));
	const { components = [], ...rest } = additions as { components?: string[] };
	const kustomization = { resources: [inTree("overlays/production")], components: components.map(inTree), ...rest };
	writeFileSync(join(folder, "kustomization.yaml"), stringify(kustomization));
	try {
		return new Manifests(buildFolder(tool!, folder));
	} finally {
		rmSync(folder, { recursive: true });
	}
};

/** The production overlay itself with a component more, as the docs say. */
const withComponent = (name: string): Manifests => {
	const folder = mkdtempSync(join(tmpdir(), "cortado-overlay-"));
	const file = join(folder, "overlays/production/kustomization.yaml");
	try {
		cpSync(join(ROOT, "k8s"), folder, { recursive: true });
		writeFileSync(file, readFileSync(file, "utf8").replace("components:\n", `components:\n  - ../../components/${name}\n`));
		return new Manifests(buildFolder(tool!, join(folder, "overlays/production")));
	} finally {
		rmSync(folder, { recursive: true });
	}
};

needs(tool, "kustomize")("a deployment option", () => {
	it("writes the log of every node to an existing claim", () => {
		const manifests = production({ components: ["components/log-files"] });

		for (const { spec } of manifests.nodes) {
			const claims = (spec.template.spec.volumes ?? []).flatMap(({ persistentVolumeClaim }) => persistentVolumeClaim?.claimName ?? []);
			expect(claims).toEqual(["cortado-logs"]);
			expect(manifests.named("PersistentVolumeClaim", claims[0]!)).toBeDefined();
			expect(spec.template.spec.containers[0]).toMatchObject({ command: ["sh", "-c", expect.stringMatching(/^exec /)] });
		}
	});

	it("backs up all databases to a claim every night, with the settings and the image of the nodes", () => {
		const manifests = withComponent("backup");

		const { concurrencyPolicy, jobTemplate } = manifests.named("CronJob", "cortado-backup")!.spec;
		const { metadata, spec: pod } = jobTemplate.spec.template as { metadata: { labels: Labels }; spec: Pod };
		const [node] = manifests.nodes;
		const [container] = pod.containers;
		const [nodeContainer] = node!.spec.template.spec.containers;
		expect(concurrencyPolicy).toBe("Forbid");
		expect(container).toMatchObject({ image: nodeContainer!.image, envFrom: nodeContainer!.envFrom });
		expect(container!.command!.at(-1)).toContain("node scripts/backup.ts /backups && ");
		expect(existsSync(join(ROOT, "scripts/backup.ts"))).toBe(true);
		expect(container!.volumeMounts).toEqual([{ name: "backups", mountPath: "/backups" }]);
		expect(manifests.named("PersistentVolumeClaim", pod.volumes![0]!.persistentVolumeClaim!.claimName)).toBeDefined();
		const { podSelector } = manifests.named("NetworkPolicy", "nodes")!.spec;
		expect(metadata.labels).toMatchObject(podSelector.matchLabels);
		for (const { spec } of manifests.of("Service")) expect(metadata.labels).not.toMatchObject(spec.selector);
	});

	it("scales by waiting messages in addition to CPU, with the example of the docs", () => {
		const [, lines] = /```yaml\n( {2}patches:.*?) {2}```/s.exec(docs)!;
		const manifests = production(parse(lines!));

		const [cpu, waiting] = manifests.named("HorizontalPodAutoscaler", "cortado-brew")!.spec.metrics;
		expect(cpu.resource.name).toBe("cpu");
		expect(waiting.external.metric).toEqual({ name: "cortado_bus_pending", selector: { matchLabels: { group: "brew" } } });
	});
});
