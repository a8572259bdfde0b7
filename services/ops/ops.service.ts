import { deadLetters, inspect, SUBSCRIBERS } from "../../contracts/inspection.ts";
import { ops, type Violation } from "../../contracts/ops.ts";
import { call, contracted, type Implements } from "../../lib/broker/contract.ts";
import { readInstant } from "../../lib/domain/instant.ts";
import { iso } from "../../lib/domain/iso-time.ts";
import { NotFound } from "../../lib/domain/refusal.ts";
import { violations } from "./audit.ts";
import { persistent, reservedOrders, scan, withParts } from "./order-parts.ts";
import { deadLettersOf, decodeId, overview, reportsOf, SHORT_TIMEOUT } from "./overview.ts";
import { repairPage } from "./repair.ts";
import { firstMinute, type NodeCounts, seriesOf } from "./series.ts";
import { nextSteps, partsOf, waitsFor } from "./why.ts";

export default {
	name: "ops",
	mixins: [contracted(ops)],
	actions: {
		/** Reports only violations that persist: the messages that resolve others may be on their way. */
		audit: {
			timeout: 600_000,
			async handler() {
				const asOf = iso(Date.now());
				const reserved = await reservedOrders(this.broker);
				let checked = 0;
				const found: Violation[] = [];
				for await (const page of scan(this.broker, inspect.order.scan)) {
					checked += page.length;
					const suspects = (await withParts(this.broker, page, reserved)).flatMap(violations).map(({ orderId }) => orderId);
					found.push(...(await persistent(this.broker, suspects, violations)));
				}
				return { ok: found.length === 0, checked, violations: found, asOf };
			},
		},
		repair: {
			timeout: 600_000,
			async handler(ctx) {
				const { cursor, since } = ctx.params;
				return repairPage(this.broker, { cursor, since: since === undefined ? undefined : readInstant(since, "since") });
			},
		},
		async overview() {
			return overview(this.broker);
		},
		async series(ctx) {
			const { minutes, name } = ctx.params;
			const at = Date.now();
			const counted = await reportsOf<NodeCounts>(this.broker, "report.minutes", { name, from: firstMinute(at, minutes) });
			return seriesOf(name, minutes, at, counted);
		},
		async deadLetters() {
			return { ...(await deadLettersOf(this.broker)), nextCursor: null };
		},
		async retryDeadLetter(ctx) {
			const id = decodeId(ctx.params.id);
			const [group = ""] = id.split(":");
			if (!Object.hasOwn(SUBSCRIBERS, group)) throw new NotFound("dead letter");
			await call(this.broker, deadLetters(SUBSCRIBERS[group]!).retry, { id });
			return { id: ctx.params.id, retried: true };
		},
		async why(ctx) {
			const { orderId } = ctx.params;
			const [{ away, inspected, parts }, dead] = await Promise.all([
				partsOf(this.broker, orderId),
				deadLettersOf(this.broker, SHORT_TIMEOUT),
			]);
			const { status, updatedAt } = parts.order;
			const now = { waitsFor: waitsFor(parts, away), next: nextSteps(inspected) };
			const deadLetters = dead.items.filter(({ raw }) => raw.includes(orderId));
			return { orderId, status, since: iso(updatedAt), ...now, away, deadLetters, asOf: iso(Date.now()) };
		},
	},
} satisfies Implements<typeof ops>;
