import { type ComponentChildren, Fragment } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";

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

/** Whether it is wider than its place; then it is scrolled, also by keyboard. */
const useOverflow = (label: string) => {
	const element = useRef<HTMLDivElement>(null);
	const [isCut, setIsCut] = useState(false);
	useEffect(() => {
		const { current: frame } = element;
		const watching = new ResizeObserver(() => setIsCut(frame!.scrollWidth > frame!.clientWidth));
		watching.observe(frame!);
		watching.observe(frame!.firstElementChild!);
		return () => watching.disconnect();
	}, []);
	return { element, reach: isCut ? ({ role: "group", tabIndex: 0, "aria-label": label } as const) : {} };
};

/** The first column names its row. */
export const Table = <Row,>({ caption, columns, isTroubled, keyOf, rows }: TableProps<Row>) => {
	const { element, reach } = useOverflow(caption);
	return (
		<div class="table" ref={element} {...reach}>
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
};
