import { useId, useState } from "preact/hooks";
import type { Account } from "../../../contracts/account.ts";
import type { Store } from "../../../contracts/store.ts";
import { post } from "../../shared/api.ts";
import { useCommand } from "../../shared/command.ts";
import { inLanguage } from "../../shared/i18n.ts";
import { CommandButton } from "../../shared/ui/Button.tsx";
import { Choice } from "../../shared/ui/Choice.tsx";
import { Field } from "../../shared/ui/Field.tsx";
import { Form } from "../../shared/ui/Form.tsx";
import { ProblemNote } from "../../shared/ui/ProblemNote.tsx";
import { texts } from "./store-texts.ts";

const ROLES = ["staff", "rider", "operator"] as const;
type Role = (typeof ROLES)[number];

const EMPTY = { phone: "", name: "", password: "" };

const StoreChoice = ({ onValue, stores, value }: { stores: Store[]; value: string; onValue: (id: string) => void }) => {
	const id = useId();
	return (
		<div class="field">
			<label for={id}>{texts.value.storeOf}</label>
			<select id={id} value={value} onChange={({ currentTarget }) => onValue(currentTarget.value)}>
				{stores.map((store) => (
					<option key={store.id} value={store.id}>
						{inLanguage(store.name)}
					</option>
				))}
			</select>
		</div>
	);
};

export const NewAccountForm = ({ stores }: { stores: Store[] }) => {
	const said = texts.value;
	const [input, setInput] = useState(EMPTY);
	const [role, setRole] = useState<Role>("staff");
	const [chosen, setChosen] = useState<string | undefined>();
	const [made, setMade] = useState<{ name: string; role: Role } | undefined>();
	const storeId = chosen ?? stores[0]?.id ?? "";
	const command = useCommand(async (key) => {
		setMade(undefined);
		await post<Account>("/v1/accounts", { ...input, roles: [role], ...(role === "staff" ? { storeId } : undefined) }, key);
		setMade({ name: input.name, role });
		setInput(EMPTY);
	});
	const problem = command.problem.value;
	const shared = (name: keyof typeof EMPTY) => ({
		value: input[name],
		onValue: (value: string) => setInput({ ...input, [name]: value }),
		wrong: problem?.of(name),
		takesFocus: problem?.errors[0]?.field === name,
	});
	return (
		<section class="card" aria-labelledby="new-account">
			<h2 id="new-account">{said.accountTitle}</h2>
			<Form look="stack" onSend={command.run}>
				<Choice legend={said.role} options={ROLES.map((value) => ({ value, label: said.roles[value] }))} value={role} onValue={setRole} />
				{role === "staff" && <StoreChoice stores={stores} value={storeId} onValue={setChosen} />}
				<Field label={said.phone} type="tel" inputMode="numeric" autoComplete="off" {...shared("phone")} />
				<Field label={said.personName} autoComplete="off" {...shared("name")} />
				<Field label={said.password} type="password" autoComplete="new-password" {...shared("password")} />
				<ProblemNote problem={problem} />
				<p role="status">{made && said.accountMade(made.name, said.roles[made.role])}</p>
				<div>
					<CommandButton command={command} look="main">
						{said.accountSubmit}
					</CommandButton>
				</div>
			</Form>
		</section>
	);
};
