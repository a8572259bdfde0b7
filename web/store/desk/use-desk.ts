import { computed, effect, signal } from "@preact/signals";
import { useEffect, useMemo } from "preact/hooks";
import { connection } from "../../shared/live.ts";
import { Feed } from "../board/feed.ts";
import { Desk } from "./desk.ts";
import { sound } from "./sound.ts";

/** How many the shown store has not answered; the tab's title says it, too. */
export const unanswered = signal(0);

/** The connection changes with every failed attempt to reconnect; the warning sounds once per outage. */
const isLost = computed(() => connection.value.state === "lost");

/** Rings and counts, whether or not anybody looks. */
function attend(desk: Desk): () => void {
	const ends = [
		effect(() => {
			unanswered.value = desk.unanswered.value;
		}),
		effect(() => {
			void sound.isOn.value;
			sound.follow(desk.unanswered.value);
		}),
		effect(() => {
			if (isLost.value) sound.warn();
		}),
	];
	return () => {
		for (const end of ends) end();
		sound.follow(0);
		unanswered.value = 0;
	};
}

/** What could be undone is sent before nobody can. */
function leaveNothing({ undo }: Desk): () => void {
	const turn = () => (document.hidden ? undo.flush() : sound.stayAwake());
	document.addEventListener("visibilitychange", turn);
	addEventListener("pagehide", undo.flush);
	return () => {
		document.removeEventListener("visibilitychange", turn);
		removeEventListener("pagehide", undo.flush);
		undo.flush();
	};
}

/** What goes on for as long as a store's board is shown. */
export function useDesk(storeId: string): Desk {
	const desk = useMemo(() => new Desk(new Feed(storeId)), [storeId]);
	useEffect(() => {
		const ends = [desk.feed.start(), attend(desk), leaveNothing(desk)];
		return () => {
			for (const end of ends) end();
		};
	}, [desk]);
	return desk;
}
