import type { Series } from "../../../contracts/ops.ts";
import { clockTime } from "../../shared/format.ts";
import { useResource } from "../../shared/resource.ts";
import { ProblemNote } from "../../shared/ui/ProblemNote.tsx";
import { Skeleton } from "../../shared/ui/Skeleton.tsx";
import { useEvery } from "../status/snapshots.ts";
import { type Mark, Plot } from "../ui/plot.tsx";
import { type Column, Table } from "../ui/table.tsx";
import { texts } from "./figures-texts.ts";
import { answersOf, busyMinutes, lateShare, type Minute, minutesOf, total } from "./series.ts";

const EVERY_MS = 15_000;
const pathOf = (name: Series["name"]): string => `/v1/ops/series?name=${name}&minutes=60`;
const percent = (share: number | null): string => (share === null ? "–" : `${Math.round(share * 100)}%`);

const useSeries = (name: Series["name"]) => {
	const series = useResource<Series>(pathOf(name));
	useEvery(EVERY_MS, series.load);
	return series;
};

const MinuteTable = ({
	columns,
	keys,
	minutes,
	title,
}: {
	columns: Column<Minute>[];
	keys: string[];
	minutes: Minute[];
	title: string;
}) => {
	const said = texts.value;
	const rows = busyMinutes(minutes, keys);
	return (
		<details>
			<summary>{said.table}</summary>
			{rows.length === 0 ? (
				<p class="muted">{said.nothing}</p>
			) : (
				// biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reached by keyboard
				<section class="scroll" tabIndex={0} aria-label={said.scroll(title)}>
					<Table
						caption={title}
						columns={[{ head: said.minute, cell: ({ at }) => clockTime(at) }, ...columns]}
						rows={rows}
						keyOf={({ at }) => at}
					/>
				</section>
			)}
		</details>
	);
};

const countColumns = (marks: Pick<Mark, "key" | "label">[]): Column<Minute>[] =>
	marks.map(({ key, label }) => ({ head: label, isNumber: true, cell: ({ values }) => values[key] ?? 0 }));

const OrdersPlot = ({ minutes }: { minutes: Minute[] }) => {
	const said = texts.value.orders;
	const outcomes: Mark[] = [
		{ key: "completed", label: said.completed, kind: "bar", look: 1 },
		{ key: "cancelled", label: said.cancelled, kind: "bar", look: 2 },
		{ key: "rejected", label: said.rejected, kind: "bar", look: 3 },
	];
	const all: Mark[] = [{ key: "submitted", label: said.submitted, kind: "line", look: 3 }, ...outcomes];
	const [submitted, completed, cancelled, rejected] = all.map(({ key }) => total(minutes, key)) as [number, number, number, number];
	return (
		<Plot title={said.title} says={said.says(submitted, completed, cancelled, rejected)} minutes={minutes} marks={all} labelOf={String}>
			<MinuteTable title={said.title} minutes={minutes} keys={all.map(({ key }) => key)} columns={countColumns(all)} />
		</Plot>
	);
};

const PromisePlot = ({ minutes }: { minutes: Minute[] }) => {
	const said = texts.value.promise;
	const seconds = (value: number | null | undefined) => (value === null || value === undefined ? "–" : said.seconds(value));
	const marks: Mark[] = [
		{ key: "p50", label: said.p50, kind: "line", look: 1 },
		{ key: "p90", label: said.p90, kind: "line", look: 2 },
	];
	const columns: Column<Minute>[] = [
		...countColumns([{ key: "count", label: said.count }]),
		...marks.map(({ key, label }) => ({ head: label, isNumber: true, cell: ({ values }: Minute) => seconds(values[key]) })),
		{ head: said.late, isNumber: true, cell: ({ values }) => percent(values.lateShare ?? null) },
	];
	return (
		<Plot
			title={said.title}
			says={said.says(total(minutes, "count"), percent(lateShare(minutes)))}
			minutes={minutes}
			marks={marks}
			labelOf={said.seconds}
		>
			<MinuteTable title={said.title} minutes={minutes} keys={["count"]} columns={columns} />
		</Plot>
	);
};

const RequestsPlot = ({ minutes }: { minutes: Minute[] }) => {
	const said = texts.value.requests;
	const marks: Mark[] = [
		{ key: "fine", label: said.fine, kind: "bar", look: 1 },
		{ key: "4xx", label: said["4xx"], kind: "bar", look: 2 },
		{ key: "5xx", label: said["5xx"], kind: "bar", look: 3 },
	];
	const [fine, refused, failed] = marks.map(({ key }) => total(minutes, key)) as [number, number, number];
	return (
		<Plot title={said.title} says={said.says(fine, refused, failed)} minutes={minutes} marks={marks} labelOf={String}>
			<MinuteTable title={said.title} minutes={minutes} keys={marks.map(({ key }) => key)} columns={countColumns(marks)} />
		</Plot>
	);
};

export const Figures = () => {
	const said = texts.value;
	const [orders, promise, requests] = [useSeries("orders"), useSeries("promise_error"), useSeries("requests")];
	const known = { orders: orders.value.value, promise: promise.value.value, requests: requests.value.value };
	const problem = orders.problem.value ?? promise.problem.value ?? requests.problem.value;
	const { completeSince, items } = known.orders ?? {};
	const isWhole = !completeSince || !items?.[0] || completeSince <= items[0].at;
	return (
		<section class="stack figures" aria-labelledby="figures">
			<h2 id="figures">{said.title}</h2>
			{!isWhole && <p class="muted small">{said.since(clockTime(completeSince))}</p>}
			<ProblemNote problem={problem} />
			<div class="plots">
				{known.orders ? <OrdersPlot minutes={minutesOf(known.orders)} /> : <Skeleton lines={6} />}
				{known.promise ? <PromisePlot minutes={minutesOf(known.promise)} /> : <Skeleton lines={6} />}
				{known.requests ? <RequestsPlot minutes={answersOf(minutesOf(known.requests))} /> : <Skeleton lines={6} />}
			</div>
		</section>
	);
};
