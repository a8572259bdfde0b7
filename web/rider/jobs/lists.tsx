import type { Delivery } from "../../../contracts/delivery.ts";
import { clockTime, kilometres } from "../../shared/format.ts";
import { kmBetween } from "../../shared/geo.ts";
import { texts as shared } from "../../shared/texts.ts";
import { StatusWord, type Tone } from "../../shared/ui/StatusWord.tsx";
import { texts } from "../texts.ts";

const Way = ({ from, to }: Delivery) => (
	<p class="small">
		{from?.address ?? texts.value.unknownPlace} → {to?.address ?? texts.value.unknownPlace}{" "}
		{from && to && <span class="muted whole">{kilometres(kmBetween(from, to))}</span>}
	</p>
);

/** Nobody's yet: the desk gives them out. */
export const OpenJobs = ({ asOf, deliveries, isOpen }: { asOf: number; deliveries: Delivery[]; isOpen: boolean }) => {
	const said = texts.value;
	if (deliveries.length === 0)
		return (
			<p class="small muted">
				{said.noOpen} · {said.asOf(clockTime(asOf))}
			</p>
		);
	return (
		<details open={isOpen}>
			<summary>
				{said.open(deliveries.length)} <span class="small muted">{said.asOf(clockTime(asOf))}</span>
			</summary>
			<ul class="list">
				{deliveries.map((delivery) => (
					<li key={delivery.orderId}>
						<div class="row between">
							<strong>{delivery.number}</strong>
							<StatusWord tone={delivery.ready ? "good" : "plain"}>{delivery.ready ? said.isReady : said.notReadyYet}</StatusWord>
						</div>
						<Way {...delivery} />
					</li>
				))}
			</ul>
		</details>
	);
};

const TONES: Partial<Record<Delivery["status"], Tone>> = { delivered: "good", failed: "danger", cancelled: "danger" };

export const DoneToday = ({ deliveries }: { deliveries: Delivery[] }) => {
	const said = texts.value;
	if (deliveries.length === 0) return <p class="small muted">{said.nothingDone}</p>;
	return (
		<details>
			<summary>{said.doneToday(deliveries.length)}</summary>
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
						<Way {...delivery} />
						{delivery.reason && <p class="small muted">{said.goneReason(delivery.reason)}</p>}
					</li>
				))}
			</ul>
		</details>
	);
};
