import { readFileSync } from "node:fs";
import { join } from "node:path";
import { kustomize } from "../../scripts/servers/checkers.ts";
import { build, type Manifest, Manifests, PRODUCTION } from "../support/manifests.ts";
import { needs } from "../support/needs.ts";
import { ROOT } from "../support/services.ts";

const tool = await kustomize.available();
const docs = readFileSync(join(ROOT, "docs/running/scaling.md"), "utf8");

/** Measured CPU of a node in millicores, as stated in the docs. */
const [, idle, atRate] = /A node uses 18 to (\d+)m at rest and 86 to (\d+)m at 8\.5 orders a second/.exec(docs)!.map(Number);
const millicores = (quantity: string): number => (quantity.endsWith("m") ? Number(quantity.slice(0, -1)) : Number(quantity) * 1000);

needs(tool, "kustomize").each(PRODUCTION)("the autoscalers of %s", (overlay) => {
	let manifests: Manifests;
	let scalers: Manifest[];
	beforeAll(() => {
		manifests = new Manifests(build(tool!, overlay));
		scalers = manifests.of("HorizontalPodAutoscaler");
	});

	/** The target CPU of one replica in millicores. */
	const targetOf = ({ spec }: Manifest): number => {
		const { target } = spec.metrics.find(({ resource }: { resource?: { name: string } }) => resource?.name === "cpu").resource;
		if (target.type === "AverageValue") return millicores(target.averageValue);
		const { requests } = manifests.named("Deployment", spec.scaleTargetRef.name)!.spec.template.spec.containers[0].resources;
		return (millicores(requests.cpu) * target.averageUtilization) / 100;
	};
	/** Kubernetes's formula without its tolerance of 10 %. */
	const desiredReplicas = (scaler: Manifest, used: number): number => {
		const { minReplicas, maxReplicas } = scaler.spec;
		return Math.min(maxReplicas, Math.max(minReplicas, Math.ceil((minReplicas * used) / targetOf(scaler))));
	};

	it("stay at the minimum at rest and at the measured rate", () => {
		for (const scaler of scalers)
			for (const used of [idle! * 1.5, atRate!])
				expect([scaler.metadata.name, desiredReplicas(scaler, used)]).toEqual([scaler.metadata.name, scaler.spec.minReplicas]);
		expect(scalers).toHaveLength(manifests.nodes.length);
	});

	it("keep a node with the load of two below one core", () => {
		for (const scaler of scalers) expect(2 * targetOf(scaler)).toBeLessThan(1000);
	});

	it("add nodes before the minimum number of nodes is saturated", () => {
		for (const scaler of scalers) expect(desiredReplicas(scaler, 1000)).toBeGreaterThan(scaler.spec.minReplicas);
	});

	it("have the target that the docs state", () => {
		for (const scaler of scalers) expect(docs).toContain(`**${targetOf(scaler)}m of CPU per node**`);
	});
});
