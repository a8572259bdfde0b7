import { signal } from "@preact/signals";
import type { ComponentChildren } from "preact";
import { useId, useState } from "preact/hooks";
import { Button } from "../../shared/ui/Button.tsx";
import { StatusWord } from "../../shared/ui/StatusWord.tsx";
import { troubledFirst } from "../status/trouble.ts";
import { texts } from "../texts.ts";
import { type Column, Table } from "./table.tsx";

/** Whether all regions leave out what is as it should be. */
export const onlyTrouble = signal(false);

const SHOWN = 12;

interface RegionProps {
	title: string;
	troubles?: number;
	children: ComponentChildren;
}

export const Region = ({ children, title, troubles = 0 }: RegionProps) => {
	const id = useId();
	return (
		<section class="card region" aria-labelledby={id}>
			<div class="row between">
				<h2 id={id}>{title}</h2>
				{troubles > 0 && <StatusWord tone="danger">{texts.value.troubles(troubles)}</StatusWord>}
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
	isTroubled: (row: Row) => boolean;
	/** How many calm ones are shown unless all are asked for. */
	most?: number;
	/** What is said when there are none of those. */
	calm?: ComponentChildren;
}

/** What is troubled is always shown; of the rest the first few. */
export const Rows = <Row,>({ calm, isTroubled, most = SHOWN, rows, ...table }: RowsProps<Row>) => {
	const [isWhole, setIsWhole] = useState(false);
	const troubled = rows.filter(isTroubled).length;
	const wanted = onlyTrouble.value ? rows.filter(isTroubled) : troubledFirst(rows, isTroubled);
	const shown = isWhole ? wanted : wanted.slice(0, Math.max(most, troubled));
	const canTurn = wanted.length > Math.max(most, troubled);
	return (
		<>
			{shown.length > 0 ? <Table {...table} rows={shown} isTroubled={isTroubled} /> : (calm ?? <p class="muted">{texts.value.calm}</p>)}
			{canTurn && (
				<Button look="quiet" onPress={() => setIsWhole(!isWhole)}>
					{isWhole ? texts.value.showFewer : texts.value.showAll(wanted.length)}
				</Button>
			)}
		</>
	);
};
