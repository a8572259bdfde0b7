import type { ComponentChildren } from "preact";
import { useEffect, useId, useRef, useState } from "preact/hooks";
import { clockTime } from "../shared/format.ts";
import { linePath, place, type Scale, ticks } from "./scale.ts";
import type { Minute } from "./series.ts";

export interface Mark {
	key: string;
	label: string;
	/** Of three looks, which differ in more than colour. */
	look: 1 | 2 | 3;
}

interface PlotProps {
	title: string;
	/** What the picture shows, in words. */
	says: string;
	minutes: Minute[];
	marks: Mark[];
	kind: "bars" | "lines";
	labelOf: (value: number) => string;
	children: ComponentChildren;
}

const HEIGHT = 180;
const EDGE = { left: 52, right: 12, top: 10, bottom: 24 };
const TIMES_EVERY_MS = 15 * 60_000;

/** Drawn for the width that it has, so that its words are as large as all others. */
const useWidth = () => {
	const element = useRef<HTMLDivElement>(null);
	const [width, setWidth] = useState(0);
	useEffect(() => {
		const watching = new ResizeObserver(([entry]) => setWidth(Math.round(entry!.contentRect.width)));
		watching.observe(element.current!);
		return () => watching.disconnect();
	}, []);
	return { element, width };
};

const stackOf = ({ values }: Minute, marks: Mark[]): number => marks.reduce((sum, { key }) => sum + (values[key] ?? 0), 0);

const extent = ({ kind, marks, minutes }: PlotProps): number[] =>
	kind === "bars"
		? minutes.map((minute) => stackOf(minute, marks))
		: minutes.flatMap(({ values }) => marks.flatMap(({ key }) => values[key] ?? []));

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

const Lines = ({ across, marks, minutes, up }: Drawing) =>
	marks.map(({ key, look }) => {
		const points = minutes.map(({ values }, index) => {
			const value = values[key] ?? null;
			return value === null ? null : ([place(index, across), place(value, up)] as const);
		});
		return <path key={key} class={`line look-${look}`} d={linePath(points)} />;
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
	const { kind, labelOf, marks, minutes, says, width } = plot;
	const found = extent(plot);
	const values = ticks(Math.min(...found, 0), Math.max(...found, 0), 4);
	const across = { from: -0.5, to: minutes.length - 0.5, start: EDGE.left, end: width - EDGE.right };
	const up = { from: values[0]!, to: values.at(-1)!, start: HEIGHT - EDGE.bottom, end: EDGE.top };
	const Shape = kind === "bars" ? Bars : Lines;
	return (
		<svg role="img" aria-label={says} width={width} height={HEIGHT} viewBox={`0 0 ${width} ${HEIGHT}`}>
			<Axes across={across} up={up} minutes={minutes} values={values} labelOf={labelOf} />
			<Shape across={across} up={up} minutes={minutes} marks={marks} />
		</svg>
	);
};

const Legend = ({ kind, marks }: Pick<PlotProps, "kind" | "marks">) => (
	<ul class="legend small" aria-hidden="true">
		{marks.map(({ key, label, look }) => (
			<li key={key}>
				<svg width="24" height="12" aria-hidden="true">
					{kind === "bars" ? (
						<rect class={`bar look-${look}`} x="6" y="0" width="12" height="12" />
					) : (
						<path class={`line look-${look}`} d="M0 6H24" />
					)}
				</svg>
				{label}
			</li>
		))}
	</ul>
);

/** A picture with what it stands for in words, and its table below. */
export const Plot = (plot: PlotProps) => {
	const { element, width } = useWidth();
	const id = useId();
	return (
		<section class="card plot" aria-labelledby={id}>
			<h3 id={id}>{plot.title}</h3>
			<p class="small muted">{plot.says}</p>
			<Legend {...plot} />
			<div ref={element} class="picture">
				{width > 0 && <Picture {...plot} width={width} />}
			</div>
			{plot.children}
		</section>
	);
};
