import { Skeleton } from "../../shared/ui/Skeleton.tsx";
import type { Desk } from "../desk/desk.ts";
import { texts } from "../texts.ts";
import type { Column } from "./board.ts";
import { placeOf, stepOf } from "./board.ts";
import { Tile } from "./tile.tsx";

const DIGITS = 9;

interface ColumnProps {
	desk: Desk;
	column: Column;
	/** The tile that has the focus, or gets it back by Tab. */
	current: string | undefined;
	isTab: boolean;
	isHidden: boolean;
}

export const BoardColumn = ({ column, current, desk, isHidden, isTab }: ColumnProps) => {
	const orders = desk.columns.value[column];
	const isLoaded = desk.feed.open.value.value !== undefined;
	const title = texts.value.column[column];
	return (
		<section
			class={`column ${column}`}
			id={`panel-${column}`}
			hidden={isHidden}
			aria-labelledby={`heading-${column}`}
			role={isTab ? "tabpanel" : undefined}
		>
			<h2 id={`heading-${column}`} tabIndex={-1}>
				{title} <span class="count">{isLoaded ? orders.filter((order) => placeOf(order) !== "gone").length : ""}</span>
				{column === "make" && isLoaded && <StepCounts desk={desk} />}
			</h2>
			{isLoaded && orders.length === 0 && <p class="muted">{texts.value.none[column]}</p>}
			{!isLoaded && !desk.feed.open.problem.value && <Skeleton lines={3} />}
			{isLoaded && (
				<ul class="tiles">
					{orders.map((order, place) => (
						<li key={order.id}>
							<Tile
								desk={desk}
								column={column}
								order={order}
								digit={place < DIGITS ? place + 1 : undefined}
								isCurrent={order.id === current}
							/>
						</li>
					))}
				</ul>
			)}
		</section>
	);
};

/** How many orders wait to be started, and how many are being made. */
const StepCounts = ({ desk }: { desk: Desk }) => {
	const steps = desk.columns.value.make.map(stepOf);
	const count = (wanted: string) => steps.filter((step) => step === wanted).length;
	if (steps.every((step) => step === "gone")) return null;
	return (
		<span class="small muted">
			{texts.value.toStart(count("toStart"))} · {texts.value.brewing(count("brewing"))}
		</span>
	);
};
