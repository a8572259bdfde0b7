import { signal } from "@preact/signals";
import type { Audit } from "../../../contracts/ops.ts";
import { get } from "../../shared/api.ts";
import { useCommand } from "../../shared/command.ts";
import { dayAndTime } from "../../shared/format.ts";
import { CommandButton } from "../../shared/ui/Button.tsx";
import { ProblemNote } from "../../shared/ui/ProblemNote.tsx";
import { StatusWord } from "../../shared/ui/StatusWord.tsx";
import { OrderLink } from "../ui/order-link.tsx";
import { Region } from "../ui/region.tsx";
import { type Column, Table } from "../ui/table.tsx";
import { texts } from "./status-texts.ts";

type Violation = Audit["violations"][number];

/** The last one, also after another view was looked at. */
const last = signal<Audit | undefined>(undefined);

/** Rules and findings are the server's own words, which are English. */
const columns = (): Column<Violation>[] => {
	const said = texts.value.audit;
	return [
		{ head: said.order, cell: ({ orderId }) => <OrderLink id={orderId} /> },
		{ head: said.rule, cell: ({ rule }) => <span lang="en">{rule}</span> },
		{ head: said.found, cell: ({ found }) => <span lang="en">{found}</span> },
	];
};

const Result = ({ audit: { asOf, checked, ok, violations } }: { audit: Audit }) => {
	const said = texts.value.audit;
	return (
		<>
			<p class="row">
				<StatusWord tone={ok ? "good" : "danger"}>{ok ? said.ok(checked) : said.bad(checked, violations.length)}</StatusWord>
				<span class="muted small">{dayAndTime(asOf)}</span>
			</p>
			{!ok && <Table caption={said.title} columns={columns()} rows={violations} keyOf={({ orderId, rule }) => `${orderId} ${rule}`} />}
		</>
	);
};

export const AuditRegion = () => {
	const said = texts.value.audit;
	const command = useCommand(async () => {
		last.value = await get<Audit>("/v1/ops/audit");
	});
	return (
		<Region title={said.title} troubles={last.value?.violations.length ?? 0}>
			<p class="muted small">{said.explain}</p>
			<div role="status">{last.value && <Result audit={last.value} />}</div>
			<ProblemNote problem={command.problem.value} />
			<CommandButton command={command}>{said.run}</CommandButton>
		</Region>
	);
};
