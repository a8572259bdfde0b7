import { signal, useComputed } from "@preact/signals";
import { texts as shared } from "../../shared/texts.ts";
import { Button } from "../../shared/ui/Button.tsx";
import { LostBanner } from "../../shared/ui/LostBanner.tsx";
import { ProblemNote } from "../../shared/ui/ProblemNote.tsx";
import { Tabs } from "../../shared/ui/Tabs.tsx";
import type { Desk } from "../desk/desk.ts";
import { Head, SilentBanner } from "../desk/head.tsx";
import { ClosedBanner } from "../desk/hours.tsx";
import { Side } from "../desk/side.tsx";
import { unanswered, useDesk } from "../desk/use-desk.ts";
import { useFocus } from "../keyboard/focus.ts";
import { useKeys } from "../keyboard/keyboard.ts";
import { texts } from "../texts.ts";
import { COLUMNS } from "./board.ts";
import { BoardColumn } from "./column.tsx";
import { OpenDialog } from "./dialogs.tsx";
import { PrintedTicket } from "./printed-ticket.tsx";
import { UndoBar } from "./undo-bar.tsx";

const narrow = matchMedia("(max-width: 899px)");
const isNarrow = signal(narrow.matches);
narrow.addEventListener("change", ({ matches }) => {
	isNarrow.value = matches;
});

export const Board = ({ storeId }: { storeId: string }) => {
	const desk = useDesk(storeId);
	useKeys(desk);
	return (
		<div class="board">
			<Head desk={desk} />
			<main>
				<div class="banners">
					<LostBanner />
					<ClosedBanner desk={desk} />
					<SilentBanner />
					<LoadProblem desk={desk} />
				</div>
				<p class="unseen" role="status">
					{unanswered.value > 0 && texts.value.waiting(unanswered.value)}
				</p>
				<Columns desk={desk} />
			</main>
			<UndoBar desk={desk} />
			<OpenDialog desk={desk} />
			<Printing desk={desk} />
		</div>
	);
};

const Printing = ({ desk }: { desk: Desk }) => {
	const order = desk.printing.value;
	const store = desk.feed.store.value.value;
	if (!order || !store) return null;
	const done = () => {
		desk.printing.value = undefined;
	};
	return <PrintedTicket order={order} store={store.name} onPrinted={done} />;
};

const Columns = ({ desk }: { desk: Desk }) => {
	const current = useFocus(desk);
	const tab = desk.tab.value;
	const counts = useComputed(() => COLUMNS.map((column) => desk.columns.value[column].length));
	const tabs = [
		...COLUMNS.map((column, place) => ({ value: column, label: `${texts.value.column[column]} ${counts.value[place]}` })),
		{ value: "more" as const, label: texts.value.more },
	];
	return (
		<>
			{isNarrow.value && (
				<Tabs
					label={texts.value.title}
					tabs={tabs}
					value={tab}
					onValue={(value) => {
						desk.tab.value = value;
					}}
				/>
			)}
			<div class="columns">
				{COLUMNS.map((column) => (
					<BoardColumn
						key={column}
						desk={desk}
						column={column}
						current={current}
						isTab={isNarrow.value}
						isHidden={isNarrow.value && tab !== column}
					/>
				))}
				<Side desk={desk} isTab={isNarrow.value} isHidden={isNarrow.value && tab !== "more"} />
			</div>
		</>
	);
};

/** A failure to load the board. Failed commands are reported on their tile. */
const LoadProblem = ({ desk }: { desk: Desk }) => {
	const { load, problem } = desk.feed.open;
	if (!problem.value) return null;
	return (
		<div class="banner tone-danger">
			<ProblemNote problem={problem.value} />
			<Button onPress={load}>{shared.value.again}</Button>
		</div>
	);
};
