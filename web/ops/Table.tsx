import { type ComponentChildren, Fragment } from "preact";

export interface Column<Row> {
	head: string;
	cell: (row: Row) => ComponentChildren;
	isNumber?: boolean;
}

interface TableProps<Row> {
	caption: string;
	columns: Column<Row>[];
	rows: Row[];
	keyOf: (row: Row) => string;
	isTroubled?: (row: Row) => boolean;
}

/** The first column names its row. */
export const Table = <Row,>({ caption, columns, isTroubled, keyOf, rows }: TableProps<Row>) => (
	<div class="table">
		<table>
			<caption class="unseen">{caption}</caption>
			<thead>
				<tr>
					{columns.map(({ head, isNumber }) => (
						<th key={head} scope="col" class={isNumber ? "number" : undefined}>
							{head}
						</th>
					))}
				</tr>
			</thead>
			<tbody>
				{rows.map((row) => (
					<tr key={keyOf(row)} class={isTroubled?.(row) ? "troubled" : undefined}>
						{columns.map(({ cell, head, isNumber }, index) => (
							<Fragment key={head}>
								{index === 0 ? <th scope="row">{cell(row)}</th> : <td class={isNumber ? "number" : undefined}>{cell(row)}</td>}
							</Fragment>
						))}
					</tr>
				))}
			</tbody>
		</table>
	</div>
);
