import { StatusWord } from "../../shared/ui/StatusWord.tsx";
import { Region, Rows } from "../ui/region.tsx";
import type { Column } from "../ui/table.tsx";
import { queues } from "./snapshots.ts";
import { texts } from "./status-texts.ts";
import { TROUBLED } from "./trouble.ts";
import type { WatchedQueue } from "./watch.ts";

const Count = ({ count, lately = 0 }: { count: number; lately?: number }) => (
	<>
		{count === 0 ? <span class="muted">0</span> : <strong>{count}</strong>}
		{lately > 0 && <span class="lately">{texts.value.queue.lately(lately)}</span>}
	</>
);

const columns = (): Column<WatchedQueue>[] => {
	const said = texts.value.queue;
	return [
		{
			head: said.group,
			cell: ({ group, isStuck }) => (
				<>
					{group} {isStuck && <StatusWord tone="danger">{said.stuck}</StatusWord>}
				</>
			),
		},
		{ head: said.pending, isNumber: true, cell: ({ pending }) => <Count count={pending} /> },
		{ head: said.inHand, isNumber: true, cell: ({ inHand }) => <Count count={inHand} /> },
		{
			head: said.redelivered,
			isNumber: true,
			cell: ({ redelivered, redeliveredLately }) => <Count count={redelivered} lately={redeliveredLately} />,
		},
		{
			head: said.deadLettered,
			isNumber: true,
			cell: ({ deadLettered, deadLetteredLately }) => <Count count={deadLettered} lately={deadLetteredLately} />,
		},
	];
};

export const Queues = () => {
	const said = texts.value.queue;
	const rows = queues.value.toSorted((one, other) => one.group.localeCompare(other.group));
	return (
		<Region title={said.title} troubles={rows.filter(TROUBLED.queue).length}>
			<Rows caption={said.title} columns={columns()} rows={rows} keyOf={({ group }) => group} isTroubled={TROUBLED.queue} most={16} />
			<details>
				<summary>{said.words}</summary>
				<dl class="meanings">
					{(["pending", "inHand", "redelivered", "deadLettered"] as const).map((word) => (
						<div key={word}>
							<dt>{said[word]}</dt>
							<dd>{said.means[word]}</dd>
						</div>
					))}
				</dl>
			</details>
		</Region>
	);
};
