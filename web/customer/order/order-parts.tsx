import { texts as shared } from "../../shared/texts.ts";
import type { TrackedOrder } from "./order-state.ts";
import { age, texts } from "./order-texts.ts";

interface PartStatus {
	part: keyof typeof texts.value.part;
	status: string;
	asOf: string;
}

const wordOf = ({ part, status }: PartStatus): string => {
	const { delivery, order, payment } = shared.value;
	const words: Record<PartStatus["part"], Record<string, string>> = { order, payment, store: order, brew: texts.value.brew, delivery };
	return words[part][status] ?? status;
};

const partStatuses = ({ asOf, brew, delivery, payment, status, store }: TrackedOrder): PartStatus[] => [
	{ part: "order", status, asOf },
	{ part: "payment", status: payment.status, asOf: payment.asOf },
	...(store ? [{ part: "store" as const, ...store }] : []),
	...(brew ? [{ part: "brew" as const, ...brew }] : []),
	...(delivery ? [{ part: "delivery" as const, ...delivery }] : []),
];

/** The last status from each service, and its age. */
export const Parts = ({ order }: { order: TrackedOrder }) => (
	<dl class="parts small">
		{partStatuses(order).map((status) => (
			<div key={status.part}>
				<dt class="muted">{texts.value.part[status.part]}</dt>
				<dd>{wordOf(status)}</dd>
				<dd class="muted">{texts.value.updated(age(status.asOf))}</dd>
			</div>
		))}
	</dl>
);
