import { effect, signal, useComputed } from "@preact/signals";
import { useEffect, useMemo } from "preact/hooks";
import { connection } from "../shared/live.ts";
import { texts as shared } from "../shared/texts.ts";
import { Button } from "../shared/ui/Button.tsx";
import { LostBanner } from "../shared/ui/LostBanner.tsx";
import { ProblemNote } from "../shared/ui/ProblemNote.tsx";
import { Tabs } from "../shared/ui/Tabs.tsx";
import { Asking } from "./asking.tsx";
import { COLUMNS } from "./board.ts";
import { BoardColumn } from "./column.tsx";
import { Desk } from "./desk.ts";
import { Feed } from "./feed.ts";
import { useFocus } from "./focus.ts";
import { Head, SilentBanner } from "./head.tsx";
import { useKeys } from "./keyboard.ts";
import { ClosedBanner } from "./settings.tsx";
import { Side } from "./side.tsx";
import { sound } from "./sound.ts";
import { texts } from "./texts.ts";
import { UndoBar } from "./undo-bar.tsx";

/** How many the shown store has not answered; the tab's title says it, too. */
export const unanswered = signal(0);

const narrow = matchMedia("(max-width: 899px)");
const isNarrow = signal(narrow.matches);
narrow.addEventListener("change", ({ matches }) => {
	isNarrow.value = matches;
});

/** What goes on for as long as a store's board is shown, also while nobody sees it. */
function useDesk(storeId: string): Desk {
	const desk = useMemo(() => new Desk(new Feed(storeId)), [storeId]);
	useEffect(() => {
		const stop = desk.feed.start();
		const ends = [
			effect(() => {
				unanswered.value = desk.unanswered.value;
			}),
			effect(() => {
				void sound.isOn.value;
				sound.follow(desk.unanswered.value);
			}),
			effect(() => {
				if (connection.value.state === "lost") sound.warn();
			}),
		];
		const seen = () => (document.hidden ? desk.undo.flush() : sound.stayAwake());
		document.addEventListener("visibilitychange", seen);
		addEventListener("pagehide", desk.undo.flush);
		return () => {
			document.removeEventListener("visibilitychange", seen);
			removeEventListener("pagehide", desk.undo.flush);
			desk.undo.flush();
			sound.follow(0);
			unanswered.value = 0;
			for (const end of [stop, ...ends]) end();
		};
	}, [desk]);
	return desk;
}

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
					<Trouble desk={desk} />
				</div>
				<p class="unseen" role="status">
					{unanswered.value > 0 && texts.value.waiting(unanswered.value)}
				</p>
				<Columns desk={desk} />
			</main>
			<UndoBar desk={desk} />
			<Asking desk={desk} />
		</div>
	);
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

/** Only what keeps the board from being right: commands say at their tile what went wrong. */
const Trouble = ({ desk }: { desk: Desk }) => {
	const { load, problem } = desk.feed.open;
	if (!problem.value) return null;
	return (
		<div class="banner tone-danger">
			<ProblemNote problem={problem.value} />
			<Button onPress={load}>{shared.value.again}</Button>
		</div>
	);
};
