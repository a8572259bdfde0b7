import type { Delivery } from "../../../contracts/delivery.ts";
import { kilometres } from "../../shared/format.ts";
import { kmBetween, shareOfWay } from "../../shared/geo.ts";
import { age, texts } from "../order/order-texts.ts";

const WIDTH = 320;
const EDGE = 16;
const LINE_Y = 42;

const Stop = ({ isDoor, x }: { isDoor?: boolean; x: number }) =>
	isDoor ? <rect class="stop" x={x - 7} y={LINE_Y - 7} width="14" height="14" rx="3" /> : <circle class="stop" cx={x} cy={LINE_Y} r="7" />;

/** The rider's progress between both ends by distance; not a map. */
export const RouteStrip = ({ delivery, fromName }: { delivery: Delivery; fromName: string }) => {
	const { from, location, status, to } = delivery;
	if (!from || !to) return null;
	const isUnderWay = status === "in_transit";
	const share = status === "delivered" ? 1 : location && isUnderWay ? shareOfWay(from, location, to) : 0;
	const x = EDGE + share * (WIDTH - 2 * EDGE);
	const label = !location
		? texts.value.noLocationYet
		: isUnderWay
			? texts.value.left(kilometres(kmBetween(location, to)))
			: texts.value.toStore(kilometres(kmBetween(location, from)));
	const locationAge = location ? texts.value.locationAge(age(location.at)) : undefined;
	return (
		<figure class="strip">
			<svg viewBox={`0 0 ${WIDTH} 56`} role="img" aria-label={texts.value.strip(label)}>
				<line class="way" x1={EDGE} x2={WIDTH - EDGE} y1={LINE_Y} y2={LINE_Y} />
				<line class="way behind" x1={EDGE} x2={x} y1={LINE_Y} y2={LINE_Y} />
				<Stop x={EDGE} />
				<Stop x={WIDTH - EDGE} isDoor />
				<g class="rider" transform={`translate(${x} ${LINE_Y})`}>
					<path d="M0 -11 L-8 -25 A9 9 0 1 1 8 -25 Z" />
				</g>
			</svg>
			<div class="row between small">
				<span>{fromName}</span>
				<span>{to.address}</span>
			</div>
			<figcaption class="row between">
				<strong>{label}</strong>
				<span class="muted small">{locationAge}</span>
			</figcaption>
		</figure>
	);
};
