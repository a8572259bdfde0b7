import { useEffect } from "preact/hooks";
import type { Store, StoreChange } from "../../../contracts/store.ts";
import { patch } from "../../shared/api.ts";
import { blocksView } from "../../shared/blocks/lazy.ts";
import { type Command, useCommand } from "../../shared/command.ts";
import { closingView, hoursView } from "../../shared/hours/lazy.ts";
import { Problem } from "../../shared/problem.ts";
import { Button } from "../../shared/ui/Button.tsx";
import { Choice } from "../../shared/ui/Choice.tsx";
import { Dialog } from "../../shared/ui/Dialog.tsx";
import { ProblemNote } from "../../shared/ui/ProblemNote.tsx";
import type { Desk } from "./desk.ts";
import { deskTexts } from "./desk-texts.ts";

type Settings = Pick<StoreChange, "open" | "closedUntil" | "extraMinutes" | "autoAccept" | "autoBrew" | "autoDispatch">;

/** Sends the version that is shown, so that a change by someone else is loaded and not overwritten. */
export const useChange = (desk: Desk): Command<[Settings]> =>
	useCommand(async (_, settings: Settings) => {
		const { store } = desk.feed;
		try {
			store.set((await patch<Store>(`/v1/stores/${desk.feed.storeId}`, settings, store.value.value?.version)).body);
		} catch (error) {
			if (error instanceof Problem && error.code === "stale") await store.load();
			throw error;
		}
	});

const ChangeProblem = ({ command: { problem } }: { command: Command<[Settings]> }) => (
	<ProblemNote problem={problem.value} message={problem.value?.code === "stale" ? deskTexts.value.stale : undefined} />
);

const WAITS = [0, 5, 10, 15, 20, 30] as const;
const AUTOS = ["autoAccept", "autoBrew", "autoDispatch"] as const;

export const SettingsDialog = ({ desk, onClose }: { desk: Desk; onClose: () => void }) => {
	const change = useChange(desk);
	const store = desk.feed.store.value.value;
	const t = deskTexts.value;
	useEffect(() => {
		void hoursView.load();
		void closingView.load();
		void blocksView.load();
	}, []);
	const open = (kind: "hours" | "closing" | "blocks") => {
		desk.dialog.value = { kind };
	};
	return (
		<Dialog title={t.settings} onClose={onClose}>
			{store && (
				<>
					<Choice
						legend={t.status}
						options={[
							{ value: "open", label: t.isOpen },
							{ value: "closed", label: t.isClosed },
						]}
						value={store.open ? "open" : "closed"}
						onValue={(value) => (value === "open" ? void change.run({ open: true }) : open("closing"))}
					/>
					<div class="row">
						<Button onPress={() => open("hours")}>{t.hours}</Button>
						<Button onPress={() => open("blocks")}>{t.blocks}</Button>
					</div>
					<Choice
						legend={t.wait}
						options={waitOptions(store.extraMinutes).map((minutes) => ({ value: String(minutes), label: t.minutes(minutes) }))}
						value={String(store.extraMinutes)}
						onValue={(value) => void change.run({ extraMinutes: Number(value) })}
					/>
					{AUTOS.map((name) => (
						<Choice
							key={name}
							legend={t[name]}
							options={[
								{ value: "on", label: t.on },
								{ value: "off", label: t.off },
							]}
							value={store[name] ? "on" : "off"}
							onValue={(value) => void change.run({ [name]: value === "on" })}
						/>
					))}
				</>
			)}
			<ChangeProblem command={change} />
			<ProblemNote problem={desk.feed.store.problem.value} />
		</Dialog>
	);
};

/** Includes the current value, which the API may have set to any number. */
const waitOptions = (extraMinutes: number): number[] => [...new Set([...WAITS, extraMinutes])].sort((one, other) => one - other);
