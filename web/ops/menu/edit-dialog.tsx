import type { ComponentChildren } from "preact";
import { put } from "../../shared/api.ts";
import { type Command, useCommand } from "../../shared/command.ts";
import { CommandButton } from "../../shared/ui/Button.tsx";
import { Dialog } from "../../shared/ui/Dialog.tsx";
import { Field } from "../../shared/ui/Field.tsx";
import { Form } from "../../shared/ui/Form.tsx";
import { ProblemNote } from "../../shared/ui/ProblemNote.tsx";
import { texts } from "./menu-texts.ts";

/** Saves a part of the catalogue, unless the catalogue has changed since it was shown. */
export const useSave = (path: () => string, body: () => object, version: number | undefined, onDone: () => unknown): Command =>
	useCommand(async () => {
		await put(path(), body(), version);
		onDone();
	});

interface EditFieldProps<Draft> {
	draft: Draft;
	name: keyof Draft & string;
	label: string;
	/** The field in the request, which the server names. */
	field: string;
	command: Command;
	isNumber?: boolean;
	isOff?: boolean;
	onDraft: (draft: Draft) => void;
}

/** One text or number of a draft, with the server's error. */
export const EditField = <Draft,>({ command, draft, field, isNumber = false, label, name, onDraft }: EditFieldProps<Draft>) => {
	const problem = command.problem.value;
	return (
		<Field
			label={label}
			value={String(draft[name])}
			onValue={(value) => onDraft({ ...draft, [name]: value })}
			inputMode={isNumber ? "numeric" : "text"}
			autoComplete="off"
			wrong={problem?.of(field)}
			takesFocus={problem?.errors[0]?.field === field}
		/>
	);
};

interface EditDialogProps {
	title: string;
	command: Command;
	onClose: () => void;
	children: ComponentChildren;
}

export const EditDialog = ({ children, command, onClose, title }: EditDialogProps) => {
	const problem = command.problem.value;
	return (
		<Dialog title={title} onClose={onClose}>
			<Form look="stack" onSend={command.run}>
				{children}
				{problem?.status === 412 ? <p class="wrong">{texts.value.stale}</p> : <ProblemNote problem={problem} />}
				<CommandButton command={command} look="main">
					{texts.value.save}
				</CommandButton>
			</Form>
		</Dialog>
	);
};
