import { useState } from "preact/hooks";
import type { Account } from "../../../contracts/account.ts";
import type { Store } from "../../../contracts/store.ts";
import { post } from "../../shared/api.ts";
import { useCommand } from "../../shared/command.ts";
import { CommandButton } from "../../shared/ui/Button.tsx";
import { Choice } from "../../shared/ui/Choice.tsx";
import { Field } from "../../shared/ui/Field.tsx";
import { Form } from "../../shared/ui/Form.tsx";
import { ProblemNote } from "../../shared/ui/ProblemNote.tsx";
import { Select } from "../../shared/ui/Select.tsx";
import { texts } from "./people-texts.ts";
import { choicesOf } from "./store-choices.ts";

const ROLES = ["staff", "rider", "operator"] as const;
type Role = (typeof ROLES)[number];

const EMPTY = { phone: "", name: "" };

/** Creates an account without a password: the person sets one with a code. */
export const InvitationForm = ({ onDone, stores }: { stores: Store[]; onDone: () => Promise<void> }) => {
	const t = texts.value;
	const [input, setInput] = useState(EMPTY);
	const [role, setRole] = useState<Role>("staff");
	const [chosen, setChosen] = useState<string | undefined>();
	const [invited, setInvited] = useState<{ name: string; role: Role } | undefined>();
	const storeId = chosen ?? stores[0]?.id ?? "";
	const command = useCommand(async (key) => {
		setInvited(undefined);
		await post<Account>("/v1/accounts", { ...input, roles: [role], ...(role === "staff" ? { storeId } : undefined) }, key);
		setInvited({ name: input.name, role });
		setInput(EMPTY);
		await onDone();
	});
	const problem = command.problem.value;
	const fieldProps = (name: keyof typeof EMPTY) => ({
		value: input[name],
		onValue: (value: string) => setInput({ ...input, [name]: value }),
		wrong: problem?.of(name),
		takesFocus: problem?.errors[0]?.field === name,
	});
	return (
		<section class="card" aria-labelledby="invitation">
			<h2 id="invitation">{t.invite}</h2>
			<Form look="stack" onSend={command.run}>
				<Choice legend={t.role} options={ROLES.map((value) => ({ value, label: t.roles[value] }))} value={role} onValue={setRole} />
				{role === "staff" && <Select label={t.storeOf} value={storeId} options={choicesOf(stores)} onValue={setChosen} />}
				<Field label={t.invitePhone} type="tel" inputMode="numeric" autoComplete="off" {...fieldProps("phone")} />
				<Field label={t.name} autoComplete="off" {...fieldProps("name")} />
				<p class="muted small">{t.inviteHint}</p>
				<ProblemNote problem={problem} />
				<p role="status">{invited && t.invited(invited.name, t.roles[invited.role])}</p>
				<div>
					<CommandButton command={command} look="main">
						{t.invite}
					</CommandButton>
				</div>
			</Form>
		</section>
	);
};
