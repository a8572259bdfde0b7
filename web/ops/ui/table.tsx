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
	hasIssue?: (row: Row) => boolean;
}

/** A table that is wider than its container becomes focusable, so that it can be scrolled by keyboard. */
const useOverflow = (label: string) => {
	const element = useRef<HTMLDivElement>(null);
	const [isOverflowing, setIsOverflowing] = useState(false);
	useEffect(() => {
		const { current: frame } = element;
		const observer = new ResizeObserver(() => setIsOverflowing(frame!.scrollWidth > frame!.clientWidth));
		observer.observe(frame!);
		observer.observe(frame!.firstElementChild!);
		return () => observer.disconnect();
	}, []);
	return { element, scrollProps: isOverflowing ? ({ role: "group", tabIndex: 0, "aria-label": label } as const) : {} };
};

/** The first column is the row header. */
export const Table = <Row,>({ caption, columns, hasIssue, keyOf, rows }: TableProps<Row>) => {
	const { element, scrollProps } = useOverflow(caption);
	return (
		<div class="table" ref={element} {...scrollProps}>
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
						<tr key={keyOf(row)} class={hasIssue?.(row) ? "issue" : undefined}>
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
