import type { ManagedAccount } from "../../../contracts/account.ts";
import { useResource } from "../../shared/resource.ts";
import { texts as people } from "../people/people-texts.ts";

/** Name and phone number of a customer or rider. */
export const OrderPerson = ({ id }: { id: string }) => {
	const { problem, value } = useResource<ManagedAccount>(`/v1/accounts/${id}`);
	const account = value.value;
	if (!account) return <>{problem.value ? id : "…"}</>;
	return (
		<>
			{account.name ?? people.value.nameless} {account.phone && <a href={`tel:${account.phone}`}>{account.phone}</a>}
			{account.status !== "active" && ` (${people.value.states[account.status]})`}
		</>
	);
};
