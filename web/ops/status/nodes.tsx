import { Fragment } from "preact";
import type { Overview } from "../../../contracts/ops.ts";
import { duration } from "../../shared/format.ts";
import { StatusWord } from "../../shared/ui/StatusWord.tsx";
import { Region, Rows } from "../ui/region.tsx";
import type { Column } from "../ui/table.tsx";
import { texts } from "./status-texts.ts";
import { type Node, type Service, TROUBLED } from "./trouble.ts";

const ofOurs = (name: string): boolean => name !== "report";

/** One that runs several services is called after all of them. */
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
	const said = texts.value.node;
	return [
		{ head: said.name, cell: ({ id }) => <NodeName id={id} /> },
		{
			head: said.state,
			cell: ({ available }) => (available ? said.answers : <StatusWord tone="danger">{said.silent}</StatusWord>),
		},
		{
			head: said.up,
			isNumber: true,
			cell: ({ uptimeSeconds }) => (uptimeSeconds === null ? "–" : duration(uptimeSeconds * 1_000)),
		},
		{ head: said.memory, isNumber: true, cell: ({ residentMb }) => (residentMb === null ? "–" : `${residentMb} MB`) },
	];
};

const serviceColumns = (): Column<Service>[] => {
	const said = texts.value.node;
	return [
		{ head: said.service, cell: ({ name }) => name },
		{
			head: said.count,
			isNumber: true,
			cell: ({ nodes }) => (nodes > 0 ? nodes : <StatusWord tone="danger">{said.nowhere}</StatusWord>),
		},
	];
};

export const Nodes = ({ overview: { nodes, services } }: { overview: Overview }) => {
	const ours = services.filter(({ name }) => ofOurs(name));
	const troubles = nodes.filter(TROUBLED.node).length + ours.filter(TROUBLED.service).length;
	return (
		<Region title={texts.value.node.title} troubles={troubles}>
			<Rows caption={texts.value.node.title} columns={nodeColumns()} rows={nodes} keyOf={({ id }) => id} isTroubled={TROUBLED.node} />
			<h3>{texts.value.node.serviceTitle}</h3>
			<Rows
				caption={texts.value.node.serviceTitle}
				columns={serviceColumns()}
				rows={ours}
				keyOf={({ name }) => name}
				isTroubled={TROUBLED.service}
				most={0}
				calm={<StatusWord tone="good">{texts.value.node.allRun(ours.length)}</StatusWord>}
			/>
		</Region>
	);
};
