import { Fragment } from "preact";
import type { Overview } from "../../../contracts/ops.ts";
import { duration } from "../../shared/format.ts";
import { StatusWord } from "../../shared/ui/StatusWord.tsx";
import { Region, Rows } from "../ui/region.tsx";
import type { Column } from "../ui/table.tsx";
import { HAS_ISSUE, type Node, type Service } from "./issues.ts";
import { texts } from "./status-texts.ts";

/** The internal `report` service runs on every node and is not listed. */
const isListed = (name: string): boolean => name !== "report";

/** A node that runs several services is named after all of them, so the name may wrap after each. */
const NodeName = ({ id }: { id: string }) => (
	<>
		{id.split("+").map((part, index) => (
			<Fragment key={part}>
				{index > 0 && (
					<>
						+<wbr />
					</>
				)}
				{part}
			</Fragment>
		))}
	</>
);

const nodeColumns = (): Column<Node>[] => {
	const t = texts.value.node;
	return [
		{ head: t.name, cell: ({ id }) => <NodeName id={id} /> },
		{
			head: t.state,
			cell: ({ available }) => (available ? t.answers : <StatusWord tone="danger">{t.silent}</StatusWord>),
		},
		{
			head: t.up,
			isNumber: true,
			cell: ({ uptimeSeconds }) => (uptimeSeconds === null ? "–" : duration(uptimeSeconds * 1_000)),
		},
		{ head: t.memory, isNumber: true, cell: ({ residentMb }) => (residentMb === null ? "–" : `${residentMb} MB`) },
	];
};

const serviceColumns = (): Column<Service>[] => {
	const t = texts.value.node;
	return [
		{ head: t.service, cell: ({ name }) => name },
		{
			head: t.count,
			isNumber: true,
			cell: ({ nodes }) => (nodes > 0 ? nodes : <StatusWord tone="danger">{t.nowhere}</StatusWord>),
		},
	];
};

export const Nodes = ({ overview: { nodes, services } }: { overview: Overview }) => {
	const listed = services.filter(({ name }) => isListed(name));
	const issues = nodes.filter(HAS_ISSUE.node).length + listed.filter(HAS_ISSUE.service).length;
	return (
		<Region title={texts.value.node.title} issues={issues}>
			<Rows caption={texts.value.node.title} columns={nodeColumns()} rows={nodes} keyOf={({ id }) => id} hasIssue={HAS_ISSUE.node} />
			<h3>{texts.value.node.serviceTitle}</h3>
			<Rows
				caption={texts.value.node.serviceTitle}
				columns={serviceColumns()}
				rows={listed}
				keyOf={({ name }) => name}
				hasIssue={HAS_ISSUE.service}
				most={0}
				calm={<StatusWord tone="good">{texts.value.node.allRun(listed.length)}</StatusWord>}
			/>
		</Region>
	);
};
