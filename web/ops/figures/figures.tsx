import type { Series } from "../../../contracts/ops.ts";
import { clockTime } from "../../shared/format.ts";
import { useResource } from "../../shared/resource.ts";
import { ProblemNote } from "../../shared/ui/ProblemNote.tsx";
import { Skeleton } from "../../shared/ui/Skeleton.tsx";
import { usePolling } from "../status/overview.ts";
import { type Mark, Plot } from "../ui/plot.tsx";
import { type Column, Table } from "../ui/table.tsx";
import { texts } from "./figures-texts.ts";
import { busyMinutes, groupResponses, lateShare, type Minute, minutesOf, total } from "./series.ts";

const POLL_MS = 15_000;
const pathOf = (name: Series["name"]): string => `/v1/ops/series?name=${name}&minutes=60`;
const percent = (share: number | null): string => (share === null ? "–" : `${Math.round(share * 100)}%`);

const useSeries = (name: Series["name"]) => {
	const series = useResource<Series>(pathOf(name));
	usePolling(POLL_MS, series.load);
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
	const t = texts.value;
	const rows = busyMinutes(minutes, keys);
	return (
		<details>
			<summary>{t.table}</summary>
			{rows.length === 0 ? (
				<p class="muted">{t.nothing}</p>
			) : (
				// biome-ignore lint/a11y/noNoninteractiveTabindex: a scrollable area must be reachable by keyboard
				<section class="scroll" tabIndex={0} aria-label={t.scroll(title)}>
					<Table
						caption={title}
						columns={[{ head: t.minute, cell: ({ at }) => clockTime(at) }, ...columns]}
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
	const t = texts.value.orders;
	const outcomes: Mark[] = [
		{ key: "completed", label: t.completed, kind: "bar", look: 1 },
		{ key: "cancelled", label: t.cancelled, kind: "bar", look: 2 },
		{ key: "rejected", label: t.rejected, kind: "bar", look: 3 },
	];
	const all: Mark[] = [{ key: "submitted", label: t.submitted, kind: "line", look: 3 }, ...outcomes];
	const [submitted, completed, cancelled, rejected] = all.map(({ key }) => total(minutes, key)) as [number, number, number, number];
	return (
		<Plot title={t.title} summary={t.summary(submitted, completed, cancelled, rejected)} minutes={minutes} marks={all} labelOf={String}>
			<MinuteTable title={t.title} minutes={minutes} keys={all.map(({ key }) => key)} columns={countColumns(all)} />
		</Plot>
	);
};

const ReadyTimePlot = ({ minutes }: { minutes: Minute[] }) => {
	const t = texts.value.readyTime;
	const seconds = (value: number | null | undefined) => (value === null || value === undefined ? "–" : t.seconds(value));
	const marks: Mark[] = [
		{ key: "p50", label: t.p50, kind: "line", look: 1 },
		{ key: "p90", label: t.p90, kind: "line", look: 2 },
	];
	const columns: Column<Minute>[] = [
		...countColumns([{ key: "count", label: t.count }]),
		...marks.map(({ key, label }) => ({ head: label, isNumber: true, cell: ({ values }: Minute) => seconds(values[key]) })),
		{ head: t.late, isNumber: true, cell: ({ values }) => percent(values.lateShare ?? null) },
	];
	return (
		<Plot
			title={t.title}
			summary={t.summary(total(minutes, "count"), percent(lateShare(minutes)))}
			minutes={minutes}
			marks={marks}
			labelOf={t.seconds}
		>
			<MinuteTable title={t.title} minutes={minutes} keys={["count"]} columns={columns} />
		</Plot>
	);
};

const RequestsPlot = ({ minutes }: { minutes: Minute[] }) => {
	const t = texts.value.requests;
	const marks: Mark[] = [
		{ key: "successful", label: t.successful, kind: "bar", look: 1 },
		{ key: "4xx", label: t["4xx"], kind: "bar", look: 2 },
		{ key: "5xx", label: t["5xx"], kind: "bar", look: 3 },
	];
	const [successful, rejected, failed] = marks.map(({ key }) => total(minutes, key)) as [number, number, number];
	return (
		<Plot title={t.title} summary={t.summary(successful, rejected, failed)} minutes={minutes} marks={marks} labelOf={String}>
			<MinuteTable title={t.title} minutes={minutes} keys={marks.map(({ key }) => key)} columns={countColumns(marks)} />
		</Plot>
	);
};

export const Figures = () => {
	const t = texts.value;
	const [orders, readyTime, requests] = [useSeries("orders"), useSeries("promise_error"), useSeries("requests")];
	const known = { orders: orders.value.value, readyTime: readyTime.value.value, requests: requests.value.value };
	const problem = orders.problem.value ?? readyTime.problem.value ?? requests.problem.value;
	const { completeSince, items } = known.orders ?? {};
	const isComplete = !completeSince || !items?.[0] || completeSince <= items[0].at;
	return (
		<section class="stack figures" aria-labelledby="figures">
			<h2 id="figures">{t.title}</h2>
			{!isComplete && <p class="muted small">{t.since(clockTime(completeSince))}</p>}
			<ProblemNote problem={problem} />
			<div class="plots">
				{known.orders ? <OrdersPlot minutes={minutesOf(known.orders)} /> : <Skeleton lines={6} />}
				{known.readyTime ? <ReadyTimePlot minutes={minutesOf(known.readyTime)} /> : <Skeleton lines={6} />}
				{known.requests ? <RequestsPlot minutes={groupResponses(minutesOf(known.requests))} /> : <Skeleton lines={6} />}
			</div>
		</section>
	);
};
