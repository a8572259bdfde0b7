export interface Panel {
	title: string;
	points: { label: string; values: number[] }[];
}

const [PANEL, HEIGHT, LEFT, TOP, BOTTOM] = [240, 240, 48, 40, 44];
const TICKS = 4;
const INK = "#1f2933";

const text = (x: number, y: number, content: string, anchor = "middle"): string =>
	`<text x="${x}" y="${y}" text-anchor="${anchor}" fill="${INK}">${content}</text>`;

/** The median of a point's values, with a line from the lowest to the highest. */
const point = (x: number, yOf: (value: number) => number, label: string, values: number[]): string => {
	const sorted = values.toSorted((one, other) => one - other);
	const [low, middle, high] = [sorted[0]!, sorted[Math.floor(sorted.length / 2)]!, sorted.at(-1)!];
	return [
		`<line x1="${x}" x2="${x}" y1="${yOf(low)}" y2="${yOf(high)}" stroke="#8d5524" stroke-width="2"/>`,
		`<circle cx="${x}" cy="${yOf(middle)}" r="4" fill="#8d5524"/>`,
		text(x + 8, yOf(middle) - 6, middle.toFixed(1), "start"),
		text(x, HEIGHT - BOTTOM + 18, label),
	].join("");
};

/** Panels beside each other with a common vertical axis from 0, as SVG. */
export const plot = (title: string, panels: Panel[]): string => {
	const highest = Math.max(...panels.flatMap(({ points }) => points.flatMap(({ values }) => values)));
	const step = Math.max(1, Math.ceil(highest / TICKS));
	const yOf = (value: number) => Math.round(HEIGHT - BOTTOM - (value / (step * TICKS)) * (HEIGHT - TOP - BOTTOM));
	const width = LEFT + panels.length * PANEL;
	const ticks = Array.from({ length: TICKS + 1 }, (_, index) => index * step).map((value) =>
		[
			`<line x1="${LEFT}" x2="${width - 8}" y1="${yOf(value)}" y2="${yOf(value)}" stroke="#d9dfe5"/>`,
			text(LEFT - 8, yOf(value) + 4, String(value), "end"),
		].join(""),
	);
	const drawn = panels.map(({ points, title }, panel) => {
		const left = LEFT + panel * PANEL;
		const xOf = (index: number) => Math.round(left + (PANEL * (index + 0.5)) / points.length);
		return [
			text(left + PANEL / 2, HEIGHT - 8, title),
			...points.map(({ label, values }, index) => point(xOf(index), yOf, label, values)),
		].join("\n");
	});
	return [
		`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${HEIGHT}" font-family="system-ui, sans-serif" font-size="12">`,
		"<title>CPU per order by clients, stores and orders on disk</title>",
		`<rect width="${width}" height="${HEIGHT}" fill="#fff"/>`,
		text(8, 20, title, "start"),
		...ticks,
		...drawn,
		"</svg>\n",
	].join("\n");
};
