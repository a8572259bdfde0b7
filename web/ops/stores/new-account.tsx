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
	const t = texts.value;
	const [input, setInput] = useState(EMPTY);
	const [role, setRole] = useState<Role>("staff");
	const [chosen, setChosen] = useState<string | undefined>();
	const [created, setCreated] = useState<{ name: string; role: Role } | undefined>();
	const storeId = chosen ?? stores[0]?.id ?? "";
	const command = useCommand(async (key) => {
		setCreated(undefined);
		await post<Account>("/v1/accounts", { ...input, roles: [role], ...(role === "staff" ? { storeId } : undefined) }, key);
		setCreated({ name: input.name, role });
		setInput(EMPTY);
	});
	const problem = command.problem.value;
	const fieldProps = (name: keyof typeof EMPTY) => ({
		value: input[name],
		onValue: (value: string) => setInput({ ...input, [name]: value }),
		wrong: problem?.of(name),
		takesFocus: problem?.errors[0]?.field === name,
	});
	return (
		<section class="card" aria-labelledby="new-account">
			<h2 id="new-account">{t.accountTitle}</h2>
			<Form look="stack" onSend={command.run}>
				<Choice legend={t.role} options={ROLES.map((value) => ({ value, label: t.roles[value] }))} value={role} onValue={setRole} />
				{role === "staff" && <StoreChoice stores={stores} value={storeId} onValue={setChosen} />}
				<Field label={t.phone} type="tel" inputMode="numeric" autoComplete="off" {...fieldProps("phone")} />
				<Field label={t.personName} autoComplete="off" {...fieldProps("name")} />
				<Field label={t.password} type="password" autoComplete="new-password" {...fieldProps("password")} />
				<ProblemNote problem={problem} />
				<p role="status">{created && t.accountMade(created.name, t.roles[created.role])}</p>
				<div>
					<CommandButton command={command} look="main">
						{t.accountSubmit}
					</CommandButton>
				</div>
			</Form>
		</section>
	);
};
