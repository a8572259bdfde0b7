import { useId } from "preact/hooks";
import { texts as shared } from "../../shared/texts.ts";
import { Button } from "../../shared/ui/Button.tsx";
import { ProblemNote } from "../../shared/ui/ProblemNote.tsx";
import { Skeleton } from "../../shared/ui/Skeleton.tsx";
import { texts } from "../texts.ts";
import type { Listing } from "./listing.ts";
import { type Column, Table } from "./table.tsx";

interface ListCardProps<Item extends { id: string }> {
	title: string;
	listing: Listing<Item>;
	columns: Column<Item>[];
	none: string;
}

export const ListCard = <Item extends { id: string }>({ columns, listing, none, title }: ListCardProps<Item>) => {
	const id = useId();
	const items = listing.items.value;
	return (
		<section class="card" aria-labelledby={id}>
			<div class="row between">
				<h2 id={id}>{title}</h2>
				<Button look="quiet" onPress={listing.load}>
					{texts.value.reload}
				</Button>
			</div>
			<ProblemNote problem={listing.problem.value} />
			{!items && !listing.problem.value && <Skeleton lines={4} />}
			{items?.length === 0 && <p class="muted">{none}</p>}
			{items && items.length > 0 && <Table caption={title} columns={columns} rows={items} keyOf={({ id: key }) => key} />}
			{listing.next.value !== null && <Button onPress={listing.more}>{shared.value.more}</Button>}
		</section>
	);
};
