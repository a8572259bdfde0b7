import "./hours.css";
import { useState } from "preact/hooks";
import type { Store } from "../../../contracts/store.ts";
import { patch } from "../api.ts";
import { useCommand } from "../command.ts";
import { inLanguage } from "../i18n.ts";
import { CommandButton } from "../ui/Button.tsx";
import { Dialog } from "../ui/Dialog.tsx";
import { Form } from "../ui/Form.tsx";
import { ProblemNote } from "../ui/ProblemNote.tsx";
import { faultsOf, type HoursDraft, hoursChange, hoursDraft } from "./hours-draft.ts";
import { CapacityFields, SpecialDays, Weekly } from "./hours-parts.tsx";
import { texts } from "./hours-texts.ts";
import type { Errors } from "./spans.tsx";

export interface StoreDialogProps {
	store: Store;
	onClose: () => void;
	/** Called with the store after a change. */
	onChanged: (store: Store) => unknown;
}

/** Opening hours and capacity of a store, saved together. Sends the version that was shown first, so that no change by others is overwritten. */
export const HoursDialog = ({ onChanged, onClose, store }: StoreDialogProps) => {
	const t = texts.value;
	const [version] = useState(store.version);
	const [draft, setDraft] = useState(() => hoursDraft(store));
	/** The fields that were wrong at the last attempt to save. */
	const [found, setFound] = useState<string[]>([]);
	const faults = faultsOf(draft);
	const command = useCommand(async () => {
		setFound([...faults.keys()]);
		if (faults.size > 0) return;
		onChanged((await patch<Store>(`/v1/stores/${store.id}`, hoursChange(draft), version)).body);
		onClose();
	});
	const problem = command.problem.value;
	const errors: Errors = (field) => {
		const fault = found.includes(field) ? faults.get(field) : undefined;
		return {
			wrong: fault ? t.faults[fault] : problem?.of(field),
			takesFocus: field === (found[0] ?? problem?.errors[0]?.field),
		};
	};
	const parts = { draft, errors, onChange: (change: Partial<HoursDraft>) => setDraft({ ...draft, ...change }) };
	return (
		<Dialog title={t.title(inLanguage(store.name))} onClose={onClose}>
			<Form look="stack hours-form" onSend={command.run}>
				<Weekly {...parts} />
				{!draft.isAlwaysOpen && <SpecialDays {...parts} />}
				<CapacityFields {...parts} />
				<p class="small muted">{t.lost}</p>
				<ProblemNote problem={problem} message={problem?.code === "stale" ? t.stale : undefined} />
				<CommandButton command={command} look="main" wide>
					{t.save}
				</CommandButton>
			</Form>
		</Dialog>
	);
};
