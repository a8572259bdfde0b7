import type { Delivery } from "../../../contracts/delivery.ts";
import { kilometres } from "../../shared/format.ts";
import { kmBetween, type Spot, shareOfWay } from "../../shared/geo.ts";
import type { Fact } from "../jobs/facts.tsx";
import { position } from "../location/location.ts";
import { texts } from "../texts.ts";

const WIDTH = 320;
const EDGE = 10;

/** The rider's progress between pick-up and drop-off. */
export const RouteStrip = ({ from, to }: { from: Spot; to: Spot }) => {
	const me = position.value;
	const x = me && EDGE + shareOfWay(from, me, to) * (WIDTH - 2 * EDGE);
	return (
		<svg class="route" viewBox={`0 0 ${WIDTH} 20`} aria-hidden="true">
			<line class="way" x1={EDGE} y1="10" x2={WIDTH - EDGE} y2="10" />
			<circle class="stop" cx={EDGE} cy="10" r="6" />
			<rect class="stop" x={WIDTH - EDGE - 6} y="4" width="12" height="12" />
			{x !== undefined && <circle class="me" cx={x} cy="10" r="8" />}
		</svg>
	);
};

/** The distance to the next stop. */
export const distanceLeft = ({ from, status, to }: Delivery): Fact | undefined => {
	const next = status === "in_transit" ? to : from;
	if (!next || !position.value) return undefined;
	const label = status === "in_transit" ? texts.value.toEnd : texts.value.toStart;
	return [label, kilometres(kmBetween(position.value, next))];
};
