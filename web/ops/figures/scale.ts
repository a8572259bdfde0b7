const STEPS = [1, 2, 5, 10];

/** Round numbers from the lowest to the highest value, about so many, zero among them. */
export function ticks(lowest: number, highest: number, wanted: number): number[] {
	const low = Math.min(0, lowest);
	const high = Math.max(0, highest);
	if (high === low) return [0, 1];
	const rough = (high - low) / wanted;
	const power = 10 ** Math.floor(Math.log10(rough));
	const step = Math.max(1, STEPS.find((size) => size * power >= rough)! * power);
	const first = Math.floor(low / step);
	const last = Math.ceil(high / step);
	return Array.from({ length: last - first + 1 }, (_, index) => (first + index) * step);
}

export interface Scale {
	from: number;
	to: number;
	/** Where they lie on the picture. */
	start: number;
	end: number;
}

export const place = (value: number, { end, from, start, to }: Scale): number => start + ((value - from) / (to - from)) * (end - start);

export type Point = readonly [x: number, y: number] | null;

/** A line through what is known; where nothing is, it breaks off. */
export function linePath(points: Point[]): string {
	let path = "";
	points.forEach((point, index) => {
		if (!point) return;
		const goesOn = index > 0 && points[index - 1] !== null;
		path += `${goesOn ? "L" : "M"}${point[0].toFixed(1)} ${point[1].toFixed(1)}`;
	});
	return path;
}

/** Those that no line leads to or from. */
export const lonely = (points: Point[]): NonNullable<Point>[] =>
	points.flatMap((point, index) => (point && !points[index - 1] && !points[index + 1] ? [point] : []));
