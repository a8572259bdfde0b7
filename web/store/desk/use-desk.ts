import { computed, effect, signal } from "@preact/signals";
import { useEffect, useMemo } from "preact/hooks";
import { connection } from "../../shared/live.ts";
import { Feed } from "../board/feed.ts";
import { Desk } from "./desk.ts";
import { sound } from "./sound.ts";

/** The number of unanswered orders, also shown in the tab's title. */
export const unanswered = signal(0);

/** Computed, so that the warning sounds once per outage and not at every failed attempt to reconnect. */
const isLost = computed(() => connection.value.state === "lost");

/** Runs the alarm and the count, also while the tab is hidden. */
function watchUnanswered(desk: Desk): () => void {
	const stops = [
		effect(() => {
			unanswered.value = desk.unanswered.value;
		}),
		effect(() => {
			void sound.isOn.value;
			sound.update(desk.unanswered.value);
		}),
		effect(() => {
			if (isLost.value) sound.warn();
		}),
	];
	return () => {
		for (const stop of stops) stop();
		sound.update(0);
		unanswered.value = 0;
	};
}

/** Sends the pending command when the page is hidden or closed: nobody can undo it then. */
function flushUndo({ undo }: Desk): () => void {
	const onVisibilityChange = () => (document.hidden ? undo.flush() : sound.stayAwake());
	document.addEventListener("visibilitychange", onVisibilityChange);
	addEventListener("pagehide", undo.flush);
	return () => {
		document.removeEventListener("visibilitychange", onVisibilityChange);
		removeEventListener("pagehide", undo.flush);
		undo.flush();
	};
}

/** The desk of a store, running while its board is shown. */
export function useDesk(storeId: string): Desk {
	const desk = useMemo(() => new Desk(new Feed(storeId)), [storeId]);
	useEffect(() => {
		const stops = [desk.feed.start(), watchUnanswered(desk), flushUndo(desk)];
		return () => {
			for (const stop of stops) stop();
		};
	}, [desk]);
	return desk;
}
