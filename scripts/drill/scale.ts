import { setTimeout as sleep } from "node:timers/promises";
import { type Outcome, underLoad } from "./drill.ts";
import { each, type Fleet, type Member } from "./fleet.ts";
import type { NodeProcess } from "./process.ts";
import type { Tally } from "./tally.ts";

/** The scaled services, and the label of the metric that counts a node's work. */
const SCALED = { order: "order.place", brew: "brew" } as const;
type Scaled = keyof typeof SCALED;

export interface Step {
	copies: number;
	acknowledgedPerSecond: number;
	cpuMsPerOrder: number;
	/** Orders placed per order node, and messages handled per brew node. */
	shares: Record<Scaled, number[]>;
}

/** The gateway runs in its own process, so that calls to order are balanced over nodes. */
export const SCALE_FROM: Member[] = each(1).flatMap((member) =>
	member.services.includes("gateway")
		? [
				{ name: "gateway", services: ["gateway", "idempotency"] },
				{ name: "order-1", services: ["order"] },
			]
		: [{ ...member, name: member.name === "brew" ? "brew-1" : member.name }],
);

const shareOf: Record<Scaled, (node: NodeProcess) => Promise<number>> = {
	order: (node) => node.metric("cortado_action_seconds_count", `action="${SCALED.order}"`),
	brew: (node) => node.metric("cortado_bus_handled_total", `group="${SCALED.brew}"`),
};

const sharesOf = async (fleet: Fleet): Promise<Record<Scaled, number[]>> => {
	const of = (service: Scaled) => Promise.all(fleet.running(service).map(shareOf[service]));
	return { order: await of("order"), brew: await of("brew") };
};

const placed = (tally: Tally): number => tally.count({ request: "place" }) - tally.count({ request: "place", failed: true });

async function measure(fleet: Fleet, tally: Tally, seconds: number): Promise<Omit<Step, "copies">> {
	const [cpu, orders, shares] = [fleet.cpuMs, placed(tally), await sharesOf(fleet)];
	await sleep(seconds * 1000);
	const done = placed(tally) - orders;
	const cpuMsPerOrder = (fleet.cpuMs - cpu) / done;
	const after = await sharesOf(fleet);
	const since = (service: Scaled) => after[service].map((count, node) => count - shares[service][node]!);
	return { acknowledgedPerSecond: done / seconds, cpuMsPerOrder, shares: { order: since("order"), brew: since("brew") } };
}

export interface ScaleOutcome extends Outcome {
	steps: Step[];
}

/** Scales order and brew from one node to two and four under load. */
export async function scaleOut(fleet: Fleet, { perSecond, seconds }: { perSecond: number; seconds: number }): Promise<ScaleOutcome> {
	const steps: Step[] = [];
	const outcome = await underLoad(fleet, perSecond, async ({ tally }) => {
		for (const copies of [1, 2, 4]) {
			tally.phase = `joining: ${copies} of each`;
			for (const service of Object.keys(SCALED))
				for (let copy = fleet.running(service).length + 1; copy <= copies; copy++)
					await fleet.add({ name: `${service}-${copy}`, services: [service] });
			tally.phase = `${copies} of each`;
			steps.push({ copies, ...(await measure(fleet, tally, seconds)) });
		}
	});
	return { ...outcome, steps };
}
