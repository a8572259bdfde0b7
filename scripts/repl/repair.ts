import type { ServiceBroker } from "moleculer";
import type { Repair } from "../../contracts/ops.ts";
import { callAction } from "./calls.ts";
import { section } from "./text.ts";

export type Repaired = Pick<Repair, "checked" | "republished" | "remaining">;

/** Repairs all pages. */
export async function repairAll(broker: ServiceBroker, since?: string): Promise<Repaired> {
	const sum: Repaired = { checked: 0, republished: {}, remaining: [] };
	for (let cursor: string | null | undefined; cursor !== null; ) {
		const params = { ...(since ? { since } : undefined), ...(cursor ? { cursor } : undefined) };
		const page: Repair = await callAction(broker, "ops.repair", params);
		sum.checked += page.checked;
		for (const [kind, count] of Object.entries(page.republished)) sum.republished[kind] = (sum.republished[kind] ?? 0) + count;
		sum.remaining.push(...page.remaining);
		cursor = page.nextCursor;
	}
	return sum;
}

export const repairPage = ({ checked, remaining, republished }: Repaired): string =>
	[
		`${checked} orders checked`,
		section("republished", Object.entries(republished), "nothing"),
		section(
			"still stuck",
			remaining.map(({ orderId, reason }) => [orderId, reason]),
		),
	].join("\n");
