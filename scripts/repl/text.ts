type Cell = string | number | null | undefined;

const shown = (cell: Cell): string => (cell === null || cell === undefined || cell === "" ? "–" : String(cell));

/** Rows with aligned columns. */
export const table = (...rows: Cell[][]): string => {
	const texts = rows.map((row) => row.map(shown));
	const widthOf = (column: number) => Math.max(...texts.map((row) => row[column]?.length ?? 0));
	return texts.map((row) => `  ${row.map((text, column) => text.padEnd(widthOf(column))).join("  ")}`.trimEnd()).join("\n");
};

/** A heading with its rows, or with a placeholder if there are none. */
export const section = (heading: string, rows: Cell[][], placeholder = "none"): string =>
	rows.length > 0 ? `${heading}\n${table(...rows)}` : `${heading}: ${placeholder}`;

export const money = (won: number): string => `${won.toLocaleString("en-US")} won`;

const UNITS = [
	["d", 86_400_000],
	["h", 3_600_000],
	["min", 60_000],
	["s", 1_000],
] as const;

const span = (ms: number): string => {
	const [unit, size] = UNITS.find(([, size]) => ms >= size) ?? ["s", 1_000];
	return `${Math.floor(ms / size)} ${unit}`;
};

/** An API timestamp with its distance from now. */
export const when = (time: string | null, now = Date.now()): string => {
	if (time === null) return "–";
	const ahead = Date.parse(time) - now;
	const [day, clock] = [time.slice(0, 10), time.slice(11, 19)];
	const date = day === new Date(now).toISOString().slice(0, 10) ? clock : `${day} ${clock}`;
	return `${date} (${ahead > 0 ? `in ${span(ahead)}` : `${span(-ahead)} ago`})`;
};
