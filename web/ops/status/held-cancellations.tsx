import type { Overview } from "../../../contracts/ops.ts";
import { now } from "../../shared/clock.ts";
import { duration } from "../../shared/format.ts";
import { OrderLink } from "../ui/order-link.tsx";
import { Region, Rows } from "../ui/region.tsx";
import type { Column } from "../ui/table.tsx";
import type { Held } from "./issues.ts";
import { texts } from "./status-texts.ts";

const elapsedSince = (at: string | null): string => (at === null ? "–" : duration(now.value - Date.parse(at)));

const timeUntil = (at: string | null): string => {
	const t = texts.value.held;
	const left = at === null ? 0 : Date.parse(at) - now.value;
	return left < 1_000 ? t.soon : t.inTime(duration(left));
};

const columns = (): Column<Held>[] => {
	const t = texts.value.held;
	return [
		{ head: t.order, cell: ({ orderId }) => <OrderLink id={orderId} /> },
		{ head: t.age, isNumber: true, cell: ({ requestedAt }) => elapsedSince(requestedAt) },
		{ head: t.attempts, isNumber: true, cell: ({ attempts }) => t.times(attempts) },
		{ head: t.next, isNumber: true, cell: ({ nextAttemptAt }) => timeUntil(nextAttemptAt) },
	];
};

const oldestFirst = (one: Held, other: Held): number => (one.requestedAt ?? "").localeCompare(other.requestedAt ?? "");

export const HeldCancellations = ({ overview: { heldCancellations } }: { overview: Overview }) => {
	const t = texts.value.held;
	return (
		<Region title={t.title} issues={heldCancellations?.length ?? 1}>
			{heldCancellations === null && <p>{t.unknown}</p>}
			{heldCancellations?.length === 0 && <p class="muted">{t.none}</p>}
			{heldCancellations && heldCancellations.length > 0 && (
				<Rows
					caption={t.title}
					columns={columns()}
					rows={heldCancellations.toSorted(oldestFirst)}
					keyOf={({ orderId }) => orderId}
					hasIssue={() => true}
				/>
			)}
		</Region>
	);
};
