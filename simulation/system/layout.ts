import { Random } from "../clock/random.ts";
import { PROBE } from "./probe.ts";

/** A node to start, and the folders of services that it runs. */
export interface NodePlan {
	name: string;
	folders: string[];
}

/** What a plan asks of the layout. */
export interface Needs {
	/** Of each kind of node; undefined leaves it to the seed. */
	replicas?: number | undefined;
	probes: boolean;
	operators: boolean;
}

/** Nothing follows from these: most runs do without them, and so have time for more lives. */
const READ_MODELS = ["mypage", "notification", "account", "ops"];
const WITH_READ_MODELS = 0.25;
const LETTERS = "abc";

/** Spreads the services over one to three kinds of nodes, each with one to three replicas, and adds gateways. */
export const layoutOf = (seed: number, folders: readonly string[], { operators, probes: hasProbes, replicas }: Needs): NodePlan[] => {
	const random = new Random(seed, "layout");
	const running = random.chance(WITH_READ_MODELS) || operators ? folders : folders.filter((folder) => !READ_MODELS.includes(folder));
	const kinds = random.pick([1, 2, 2, 3]);
	const byKind = Array.from({ length: kinds }, (): string[] => []);
	for (const folder of running) byKind[random.below(kinds)]!.push(folder);
	const nodes = byKind
		.filter((kind) => kind.length > 0)
		.flatMap((kind, index) =>
			Array.from({ length: replicas ?? random.pick([1, 2, 2, 2, 3]) }, (_, replica) => ({
				name: `node-${index + 1}${LETTERS[replica]}`,
				folders: kind,
			})),
		);
	const probes = hasProbes ? ["probe-a", "probe-b"].map((name) => ({ name, folders: [PROBE] })) : [];
	return [{ name: "gateway-1", folders: [] }, { name: "gateway-2", folders: [] }, ...nodes, ...probes];
};
