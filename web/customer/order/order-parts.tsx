import { texts as shared } from "../../shared/texts.ts";
import type { Followed } from "./order-state.ts";
import { age, texts } from "./order-texts.ts";

interface Heard {
	part: keyof typeof texts.value.part;
	status: string;
	asOf: string;
}

const wordOf = ({ part, status }: Heard): string => {
	const { delivery, order, payment } = shared.value;
	const words: Record<Heard["part"], Record<string, string>> = { order, payment, store: order, brew: texts.value.brew, delivery };
	return words[part][status] ?? status;
};

const heardOf = ({ asOf, brew, delivery, payment, status, store }: Followed): Heard[] => [
	{ part: "order", status, asOf },
	{ part: "payment", status: payment.status, asOf: payment.asOf },
	...(store ? [{ part: "store" as const, ...store }] : []),
	...(brew ? [{ part: "brew" as const, ...brew }] : []),
	...(delivery ? [{ part: "delivery" as const, ...delivery }] : []),
];

/** Who said what of the order last, and how long ago. */
export const Parts = ({ order }: { order: Followed }) => (
	<dl class="parts small">
		{heardOf(order).map((heard) => (
			<div key={heard.part}>
				<dt class="muted">{texts.value.part[heard.part]}</dt>
				<dd>{wordOf(heard)}</dd>
				<dd class="muted">{texts.value.heard(age(heard.asOf))}</dd>
			</div>
		))}
	</dl>
);
