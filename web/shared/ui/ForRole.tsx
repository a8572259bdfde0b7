import type { ComponentChildren } from "preact";
import type { Account } from "../../../contracts/account.ts";
import { session } from "../session.ts";
import { signOut } from "../sign-out.ts";
import { texts } from "../texts.ts";
import { Button } from "./Button.tsx";
import { SignIn } from "./SignIn.tsx";

type Role = Account["roles"][number];

interface ForRoleProps {
	children: ComponentChildren;
	roles: Role[];
	/** Offers to create an account. */
	canRegister?: boolean;
}

/** Shows its children to accounts with one of the roles, and the sign-in to others. */
export const ForRole = ({ canRegister, children, roles }: ForRoleProps) => {
	const account = session.value?.account;
	if (!account) return <SignIn canRegister={canRegister ?? false} />;
	if (account.roles.some((role) => roles.includes(role))) return <>{children}</>;
	return (
		<div class="card" role="alert">
			<p>{texts.value.notForYou}</p>
			<Button onPress={signOut}>{texts.value.otherAccount}</Button>
		</div>
	);
};
