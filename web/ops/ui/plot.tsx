import type { ComponentChildren } from "preact";
import { useEffect, useId, useRef, useState } from "preact/hooks";
import { clockTime } from "../../shared/format.ts";
import { isolatedPoints, linePath, type Point, place, type Scale, ticks } from "../figures/scale.ts";
import type { Minute } from "../figures/series.ts";

export interface Mark {
	key: string;
	label: string;
	/** The bars of a minute are stacked. */
	kind: "bar" | "line";
	/** One of three looks that differ in more than color. */
	look: 1 | 2 | 3;
}

interface PlotProps {
	title: string;
	/** The text alternative of the plot. */
	summary: string;
	minutes: Minute[];
	marks: Mark[];
	labelOf: (value: number) => string;
	children: ComponentChildren;
}

const HEIGHT = 180;
const EDGE = { left: 52, right: 24, top: 10, bottom: 24 };
const TIMES_EVERY_MS = 15 * 60_000;

/** The plot is drawn at its actual width, so that its labels are not scaled. */
const useWidth = () => {
	const element = useRef<HTMLDivElement>(null);
	const [width, setWidth] = useState(0);
	useEffect(() => {
		const observer = new ResizeObserver(([entry]) => setWidth(Math.round(entry!.contentRect.width)));
		observer.observe(element.current!);
		return () => observer.disconnect();
	}, []);
	return { element, width };
};

const bars = (marks: Mark[]): Mark[] => marks.filter(({ kind }) => kind === "bar");
const lines = (marks: Mark[]): Mark[] => marks.filter(({ kind }) => kind === "line");

const stackHeight = ({ values }: Minute, marks: Mark[]): number => marks.reduce((sum, { key }) => sum + (values[key] ?? 0), 0);

const extent = ({ marks, minutes }: PlotProps): number[] =>
	minutes.flatMap((minute) => [stackHeight(minute, bars(marks)), ...lines(marks).flatMap(({ key }) => minute.values[key] ?? [])]);

interface Drawing extends Pick<PlotProps, "marks" | "minutes"> {
	across: Scale;
	up: Scale;
}

const Bars = ({ across, marks, minutes, up }: Drawing) => {
	const width = Math.max(1, ((across.end - across.start) / minutes.length) * 0.7);
	return minutes.map((minute, index) => {
		let below = 0;
		return marks.map(({ key, look }) => {
			const value = minute.values[key] ?? 0;
			const top = place(below + value, up);
			const height = place(below, up) - top;
			below += value;
			if (value === 0) return null;
			return (
				<rect
					key={`${minute.at} ${key}`}
					class={`bar look-${look}`}
					x={place(index, across) - width / 2}
					y={top}
					width={width}
					height={height}
				/>
			);
		});
	});
};

const Line = ({ look, points }: { look: Mark["look"]; points: Point[] }) => (
	<g class={`line look-${look}`}>
		<path d={linePath(points)} />
		{isolatedPoints(points).map(([x, y]) => (
			<circle key={x} cx={x} cy={y} r="3" />
		))}
	</g>
);

const Lines = ({ across, marks, minutes, up }: Drawing) =>
	marks.map(({ key, look }) => {
		const points = minutes.map(({ values }, index) => {
			const value = values[key] ?? null;
			return value === null ? null : ([place(index, across), place(value, up)] as const);
		});
		return <Line key={key} look={look} points={points} />;
	});

interface AxesProps extends Pick<Drawing, "across" | "minutes" | "up"> {
	values: number[];
	labelOf: (value: number) => string;
}

const Axes = ({ across, labelOf, minutes, up, values }: AxesProps) => (
	<>
		{values.map((value) => (
			<g key={value}>
				<line class={value === 0 ? "axis" : "grid"} x1={across.start - 4} x2={across.end + 4} y1={place(value, up)} y2={place(value, up)} />
				<text x={across.start - 8} y={place(value, up) + 4} text-anchor="end">
					{labelOf(value)}
				</text>
			</g>
		))}
		{minutes.map(({ at }, index) =>
			Date.parse(at) % TIMES_EVERY_MS === 0 ? (
				<text key={at} x={place(index, across)} y={HEIGHT - 6} text-anchor="middle">
					{clockTime(at)}
				</text>
			) : null,
		)}
	</>
);

const Picture = (plot: PlotProps & { width: number }) => {
	const { labelOf, marks, minutes, summary, width } = plot;
	const extremes = extent(plot);
	const values = ticks(Math.min(...extremes, 0), Math.max(...extremes, 0), 4);
	const across = { from: -0.5, to: minutes.length - 0.5, start: EDGE.left, end: width - EDGE.right };
	const up = { from: values[0]!, to: values.at(-1)!, start: HEIGHT - EDGE.bottom, end: EDGE.top };
	return (
		<svg role="img" aria-label={summary} width={width} height={HEIGHT} viewBox={`0 0 ${width} ${HEIGHT}`}>
			<Axes across={across} up={up} minutes={minutes} values={values} labelOf={labelOf} />
			<Bars across={across} up={up} minutes={minutes} marks={bars(marks)} />
			<Lines across={across} up={up} minutes={minutes} marks={lines(marks)} />
		</svg>
	);
};

const Legend = ({ marks }: Pick<PlotProps, "marks">) => (
	<ul class="legend small" aria-hidden="true">
		{marks.map(({ key, kind, label, look }) => (
			<li key={key}>
				<svg width="24" height="12" aria-hidden="true">
					{kind === "bar" ? (
						<rect class={`bar look-${look}`} x="6" y="0" width="12" height="12" />
					) : (
						<Line
							look={look}
							points={[
								[1, 6],
								[23, 6],
							]}
						/>
					)}
				</svg>
				{label}
			</li>
		))}
	</ul>
);

/** A plot with its summary, its legend, and a table below. */
export const Plot = (plot: PlotProps) => {
	const { element, width } = useWidth();
	const id = useId();
	return (
		<section class="card plot" aria-labelledby={id}>
			<h3 id={id}>{plot.title}</h3>
			<p class="small muted">{plot.summary}</p>
			<Legend marks={plot.marks} />
			<div ref={element} class="picture">
				{width > 0 && <Picture {...plot} width={width} />}
			</div>
			{plot.children}
		</section>
	);
};
