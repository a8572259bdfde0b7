import { useId, useState } from "preact/hooks";
import type { ManagedAccount } from "../../../contracts/account.ts";
import type { Store } from "../../../contracts/store.ts";
import { Button } from "../../shared/ui/Button.tsx";
import { Field } from "../../shared/ui/Field.tsx";
import { StatusWord } from "../../shared/ui/StatusWord.tsx";
import { ListCard } from "../ui/list-card.tsx";
import { useListing } from "../ui/listing.ts";
import type { Column } from "../ui/table.tsx";
import { InvitationForm } from "./invitation.tsx";
import { ManageDialog } from "./manage-dialog.tsx";
import { texts } from "./people-texts.ts";

const ROLES = ["staff", "rider", "operator", "customer"] as const;
const TONES = { active: "good", suspended: "danger", erased: "plain" } as const;

const columns = (manage: (account: ManagedAccount) => void): Column<ManagedAccount>[] => {
	const t = texts.value;
	return [
		{ head: t.name, cell: ({ name }) => name ?? t.nameless },
		{ head: t.contact, cell: ({ phone }) => phone },
		{ head: t.role, cell: ({ roles }) => roles.map((role) => t.roles[role]).join(", ") },
		{ head: t.store, cell: ({ storeId }) => storeId },
		{ head: t.state, cell: ({ status }) => <StatusWord tone={TONES[status]}>{t.states[status]}</StatusWord> },
		{
			head: t.actions,
			cell: (account) =>
				account.status !== "erased" && (
					<Button label={t.manageOf(account.name ?? t.nameless)} onPress={() => manage(account)}>
						{t.manage}
					</Button>
				),
		},
	];
};

/** A complete phone number finds its account; otherwise the list is of one role or of all. */
const pathOf = (phone: string, role: string): string => {
	if (phone.length >= 9) return `/v1/accounts?phone=${phone}`;
	return role ? `/v1/accounts?role=${role}` : "/v1/accounts";
};

export const People = () => {
	const t = texts.value;
	const id = useId();
	const [phone, setPhone] = useState("");
	const [role, setRole] = useState("");
	const [managed, setManaged] = useState<string>();
	const listing = useListing<ManagedAccount>(pathOf(phone, role));
	const stores = useListing<Store>("/v1/stores");
	const account = listing.items.value?.find((item) => item.id === managed);
	return (
		<>
			<div class="two">
				<Field
					label={t.phone}
					value={phone}
					onValue={(value) => setPhone(value.replace(/\D/g, "").slice(0, 15))}
					type="tel"
					inputMode="numeric"
					autoComplete="off"
				/>
				<div class="field">
					<label for={id}>{t.role}</label>
					<select id={id} value={role} onChange={({ currentTarget }) => setRole(currentTarget.value)}>
						<option value="">{t.anyRole}</option>
						{ROLES.map((value) => (
							<option key={value} value={value}>
								{t.roles[value]}
							</option>
						))}
					</select>
				</div>
			</div>
			<ListCard title={t.title} listing={listing} columns={columns((chosen) => setManaged(chosen.id))} none={t.none} />
			<InvitationForm stores={stores.items.value ?? []} onDone={listing.load} />
			{account && <ManageDialog account={account} onDone={listing.refresh} onClose={() => setManaged(undefined)} />}
		</>
	);
};
