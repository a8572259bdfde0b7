import { signal } from "@preact/signals";
import type { ComponentChildren } from "preact";
import { useId, useState } from "preact/hooks";
import { Button } from "../../shared/ui/Button.tsx";
import { StatusWord } from "../../shared/ui/StatusWord.tsx";
import { issuesFirst } from "../status/issues.ts";
import { texts } from "../texts.ts";
import { type Column, Table } from "./table.tsx";

/** Whether all regions show only rows with issues. */
export const onlyIssues = signal(false);

const SHOWN = 12;

interface RegionProps {
	title: string;
	issues?: number;
	children: ComponentChildren;
}

export const Region = ({ children, title, issues = 0 }: RegionProps) => {
	const id = useId();
	return (
		<section class="card region" aria-labelledby={id}>
			<div class="row between">
				<h2 id={id}>{title}</h2>
				{issues > 0 && <StatusWord tone="danger">{texts.value.issues(issues)}</StatusWord>}
			</div>
			{children}
		</section>
	);
};

interface RowsProps<Row> {
	caption: string;
	columns: Column<Row>[];
	rows: Row[];
	keyOf: (row: Row) => string;
	hasIssue: (row: Row) => boolean;
	/** How many rows are shown before “show all”. Rows with issues are always shown. */
	most?: number;
	/** Shown when there are no rows to show. */
	calm?: ComponentChildren;
}

/** Shows all rows with issues, and the first few others. */
export const Rows = <Row,>({ calm, hasIssue, most = SHOWN, rows, ...table }: RowsProps<Row>) => {
	const [showsAll, setShowsAll] = useState(false);
	const issueCount = rows.filter(hasIssue).length;
	const selected = onlyIssues.value ? rows.filter(hasIssue) : issuesFirst(rows, hasIssue);
	const shown = showsAll ? selected : selected.slice(0, Math.max(most, issueCount));
	const canToggle = selected.length > Math.max(most, issueCount);
	return (
		<>
			{shown.length > 0 ? <Table {...table} rows={shown} hasIssue={hasIssue} /> : (calm ?? <p class="muted">{texts.value.calm}</p>)}
			{canToggle && (
				<Button look="quiet" onPress={() => setShowsAll(!showsAll)}>
					{showsAll ? texts.value.showFewer : texts.value.showAll(selected.length)}
				</Button>
			)}
		</>
	);
};
