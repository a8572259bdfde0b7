import { useId, useState } from "preact/hooks";
import type { ManagedAccount } from "../../../contracts/account.ts";
import type { Store } from "../../../contracts/store.ts";
import { del, put } from "../../shared/api.ts";
import { useCommand } from "../../shared/command.ts";
import { dayAndTime } from "../../shared/format.ts";
import { CommandButton } from "../../shared/ui/Button.tsx";
import { Choice } from "../../shared/ui/Choice.tsx";
import { Dialog } from "../../shared/ui/Dialog.tsx";
import { Field } from "../../shared/ui/Field.tsx";
import { ProblemNote } from "../../shared/ui/ProblemNote.tsx";
import { Select } from "../../shared/ui/Select.tsx";
import { useListing } from "../ui/listing.ts";
import { texts } from "./people-texts.ts";
import { choicesOf } from "./store-choices.ts";

type Role = ManagedAccount["roles"][number];
const ROLES: readonly Role[] = ["customer", "staff", "rider", "operator"];

interface PartProps {
	account: ManagedAccount;
	/** Called after each attempt. */
	onDone: () => Promise<void>;
}

const Suspension = ({ account, onDone }: PartProps) => {
	const t = texts.value;
	const [reason, setReason] = useState("");
	const path = `/v1/accounts/${account.id}/suspension`;
	const suspend = useCommand(() => put(path, { reason }).finally(onDone));
	const reinstate = useCommand(() => del(path).finally(onDone));
	if (account.status === "suspended")
		return (
			<>
				<ProblemNote problem={reinstate.problem.value} />
				<CommandButton command={reinstate} wide>
					{t.reinstate}
				</CommandButton>
			</>
		);
	return (
		<>
			<Field label={t.reason} value={reason} onValue={setReason} maxLength={200} wrong={suspend.problem.value?.of("reason")} takesFocus />
			<p class="muted small">{t.suspendHint}</p>
			<ProblemNote problem={suspend.problem.value} />
			<CommandButton command={suspend} look="danger" wide isOff={reason.trim() === ""}>
				{t.suspend}
			</CommandButton>
		</>
	);
};

const RoleChange = ({ account, onDone }: PartProps) => {
	const t = texts.value;
	const _id = useId();
	const stores = useListing<Store>("/v1/stores").items.value ?? [];
	const [role, setRole] = useState<Role>(account.roles[0] ?? "customer");
	const [chosen, setChosen] = useState(account.storeId ?? undefined);
	const storeId = chosen ?? stores[0]?.id;
	const command = useCommand(() =>
		put(`/v1/accounts/${account.id}/roles`, { roles: [role], ...(role === "staff" ? { storeId } : undefined) }).finally(onDone),
	);
	return (
		<details>
			<summary>{t.newRole}</summary>
			<div class="stack">
				<Choice legend={t.role} options={ROLES.map((value) => ({ value, label: t.roles[value] }))} value={role} onValue={setRole} />
				{role === "staff" && <Select label={t.storeOf} value={storeId} options={choicesOf(stores)} onValue={setChosen} />}
				<p class="muted small">{t.assignHint}</p>
				<ProblemNote problem={command.problem.value} />
				<CommandButton command={command}>{t.assign}</CommandButton>
			</div>
		</details>
	);
};

const History = ({ history }: { history: ManagedAccount["history"] }) => {
	const t = texts.value;
	return (
		<section aria-labelledby="account-history">
			<h3 id="account-history">{t.history}</h3>
			{history.length === 0 && <p class="muted">{t.noHistory}</p>}
			<ul class="plain stack">
				{history.map(({ act, at, by, reason }) => (
					<li key={at + act}>
						{dayAndTime(at)} · <strong>{t.acts[act]}</strong>
						{reason && `: ${reason}`}
						<br />
						<span class="muted small">{t.by(by)}</span>
					</li>
				))}
			</ul>
		</section>
	);
};

/** Everything that an operator can do to one account. */
export const ManageDialog = ({ account, onClose, onDone }: PartProps & { onClose: () => void }) => {
	const t = texts.value;
	const endSessions = useCommand(() => del(`/v1/accounts/${account.id}/sessions`).finally(onDone));
	return (
		<Dialog title={t.manageOf(account.name ?? t.nameless)} onClose={onClose}>
			<div class="stack">
				<p class="muted small">{account.id}</p>
				<Suspension account={account} onDone={onDone} />
				<RoleChange account={account} onDone={onDone} />
				<ProblemNote problem={endSessions.problem.value} />
				<CommandButton command={endSessions} wide>
					{t.endSessions}
				</CommandButton>
				<History history={account.history} />
			</div>
		</Dialog>
	);
};
