import type { Delivery } from "../../../contracts/delivery.ts";
import { clockTime, kilometres } from "../../shared/format.ts";
import { kmBetween } from "../../shared/geo.ts";
import { reasonText } from "../../shared/order/reasons.ts";
import { texts as shared } from "../../shared/texts.ts";
import { StatusWord, type Tone } from "../../shared/ui/StatusWord.tsx";
import { texts } from "../texts.ts";

const Route = ({ from, to }: Delivery) => (
	<p class="small">
		{from?.address ?? texts.value.unknownAddress} → {to?.address ?? texts.value.unknownAddress}{" "}
		{from && to && <span class="muted whole">{kilometres(kmBetween(from, to))}</span>}
	</p>
);

/** Deliveries without a rider. Riders cannot take them: the store assigns them. */
export const OpenJobs = ({ asOf, deliveries, isOpen }: { asOf: number; deliveries: Delivery[]; isOpen: boolean }) => {
	const t = texts.value;
	if (deliveries.length === 0)
		return (
			<p class="small muted">
				{t.noOpen} · {t.asOf(clockTime(asOf))}
			</p>
		);
	return (
		<details open={isOpen}>
			<summary>
				{t.open(deliveries.length)} <span class="small muted">{t.asOf(clockTime(asOf))}</span>
			</summary>
			<ul class="list">
				{deliveries.map((delivery) => (
					<li key={delivery.orderId}>
						<div class="row between">
							<strong>{delivery.number}</strong>
							<StatusWord tone={delivery.ready ? "good" : "plain"}>{delivery.ready ? t.isReady : t.notReadyYet}</StatusWord>
						</div>
						<Route {...delivery} />
					</li>
				))}
			</ul>
		</details>
	);
};

const TONES: Partial<Record<Delivery["status"], Tone>> = { delivered: "good", failed: "danger", cancelled: "danger" };

export const DoneToday = ({ deliveries }: { deliveries: Delivery[] }) => {
	const t = texts.value;
	if (deliveries.length === 0) return <p class="small muted">{t.nothingDone}</p>;
	return (
		<details>
			<summary>{t.doneToday(deliveries.length)}</summary>
			<ul class="list">
				{deliveries.map((delivery) => (
					<li key={delivery.orderId}>
						<div class="row between">
							<strong>{delivery.number}</strong>
							<span class="row">
								<StatusWord tone={TONES[delivery.status] ?? "plain"}>{shared.value.delivery[delivery.status]}</StatusWord>
								<span class="small muted">{clockTime(delivery.updatedAt)}</span>
							</span>
						</div>
						<Route {...delivery} />
						{delivery.reason && <p class="small muted">{t.reasonLabel(reasonText(delivery.reason))}</p>}
					</li>
				))}
			</ul>
		</details>
	);
};
