const STEPS = [1, 2, 5, 10];

/** About `count` round numbers that cover the lowest and highest value and zero. */
export function ticks(lowest: number, highest: number, count: number): number[] {
	const low = Math.min(0, lowest);
	const high = Math.max(0, highest);
	if (high === low) return [0, 1];
	const rough = (high - low) / count;
	const power = 10 ** Math.floor(Math.log10(rough));
	const step = Math.max(1, STEPS.find((size) => size * power >= rough)! * power);
	const first = Math.floor(low / step);
	const last = Math.ceil(high / step);
	return Array.from({ length: last - first + 1 }, (_, index) => (first + index) * step);
}

export interface Scale {
	from: number;
	to: number;
	/** Their positions in the plot. */
	start: number;
	end: number;
}

export const place = (value: number, { end, from, start, to }: Scale): number => start + ((value - from) / (to - from)) * (end - start);

export type Point = readonly [x: number, y: number] | null;

/** A line through the points, with a gap for each missing one. */
export function linePath(points: Point[]): string {
	let path = "";
	points.forEach((point, index) => {
		if (!point) return;
		const isConnected = index > 0 && points[index - 1] !== null;
		path += `${isConnected ? "L" : "M"}${point[0].toFixed(1)} ${point[1].toFixed(1)}`;
	});
	return path;
}

/** Points without neighbours, which a line does not show. */
export const isolatedPoints = (points: Point[]): NonNullable<Point>[] =>
	points.flatMap((point, index) => (point && !points[index - 1] && !points[index + 1] ? [point] : []));
