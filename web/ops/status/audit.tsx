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

/** The last audit, kept while other views are open. */
const last = signal<Audit | undefined>(undefined);

/** The server describes rules and findings in English. */
const columns = (): Column<Violation>[] => {
	const t = texts.value.audit;
	return [
		{ head: t.order, cell: ({ orderId }) => <OrderLink id={orderId} /> },
		{ head: t.rule, cell: ({ rule }) => <span lang="en">{rule}</span> },
		{ head: t.found, cell: ({ found }) => <span lang="en">{found}</span> },
	];
};

const Result = ({ audit: { asOf, checked, ok, violations } }: { audit: Audit }) => {
	const t = texts.value.audit;
	return (
		<>
			<p class="row">
				<StatusWord tone={ok ? "good" : "danger"}>{ok ? t.ok(checked) : t.bad(checked, violations.length)}</StatusWord>
				<span class="muted small">{dayAndTime(asOf)}</span>
			</p>
			{!ok && <Table caption={t.title} columns={columns()} rows={violations} keyOf={({ orderId, rule }) => `${orderId} ${rule}`} />}
		</>
	);
};

export const AuditRegion = () => {
	const t = texts.value.audit;
	const command = useCommand(async () => {
		last.value = await get<Audit>("/v1/ops/audit");
	});
	return (
		<Region title={t.title} issues={last.value?.violations.length ?? 0}>
			<p class="muted small">{t.explain}</p>
			<div role="status">{last.value && <Result audit={last.value} />}</div>
			<ProblemNote problem={command.problem.value} />
			<CommandButton command={command}>{t.run}</CommandButton>
		</Region>
	);
};
