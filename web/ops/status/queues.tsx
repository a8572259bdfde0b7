import { StatusWord } from "../../shared/ui/StatusWord.tsx";
import { Region, Rows } from "../ui/region.tsx";
import type { Column } from "../ui/table.tsx";
import { HAS_ISSUE } from "./issues.ts";
import { queues } from "./overview.ts";
import { texts } from "./status-texts.ts";
import type { WatchedQueue } from "./watched-queues.ts";

const Count = ({ count, recent = 0 }: { count: number; recent?: number }) => (
	<>
		{count === 0 ? <span class="muted">0</span> : <strong>{count}</strong>}
		{recent > 0 && <span class="recent">{texts.value.queue.recent(recent)}</span>}
	</>
);

const columns = (): Column<WatchedQueue>[] => {
	const t = texts.value.queue;
	return [
		{
			head: t.group,
			cell: ({ group, isStuck }) => (
				<>
					{group} {isStuck && <StatusWord tone="danger">{t.stuck}</StatusWord>}
				</>
			),
		},
		{ head: t.pending, isNumber: true, cell: ({ pending }) => <Count count={pending} /> },
		{ head: t.inHand, isNumber: true, cell: ({ inHand }) => <Count count={inHand} /> },
		{
			head: t.redelivered,
			isNumber: true,
			cell: ({ redelivered, recentlyRedelivered }) => <Count count={redelivered} recent={recentlyRedelivered} />,
		},
		{
			head: t.deadLettered,
			isNumber: true,
			cell: ({ deadLettered, recentlyDeadLettered }) => <Count count={deadLettered} recent={recentlyDeadLettered} />,
		},
	];
};

export const Queues = () => {
	const t = texts.value.queue;
	const rows = queues.value.toSorted((one, other) => one.group.localeCompare(other.group));
	return (
		<Region title={t.title} issues={rows.filter(HAS_ISSUE.queue).length}>
			<Rows caption={t.title} columns={columns()} rows={rows} keyOf={({ group }) => group} hasIssue={HAS_ISSUE.queue} most={16} />
			<details>
				<summary>{t.words}</summary>
				<dl class="meanings">
					{(["pending", "inHand", "redelivered", "deadLettered"] as const).map((word) => (
						<div key={word}>
							<dt>{t[word]}</dt>
							<dd>{t.means[word]}</dd>
						</div>
					))}
				</dl>
			</details>
		</Region>
	);
};
