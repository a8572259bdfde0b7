import { useState } from "preact/hooks";
import type { Session } from "../../../contracts/account.ts";
import { post } from "../api.ts";
import { useCommand } from "../command.ts";
import { startSession } from "../session.ts";
import { texts as shared } from "../texts.ts";
import { Button, CommandButton } from "../ui/Button.tsx";
import { Field } from "../ui/Field.tsx";
import { Form } from "../ui/Form.tsx";
import { ProblemNote } from "../ui/ProblemNote.tsx";
import { CodeField } from "./CodeField.tsx";
import { texts } from "./texts.ts";

interface ResetPasswordProps {
	phone: string;
	onPhone: (phone: string) => void;
	onBack: () => void;
}

/** Sets a password for somebody who forgot it or was invited, and signs in. */
export const ResetPassword = ({ onBack, onPhone, phone }: ResetPasswordProps) => {
	const [code, setCode] = useState("");
	const [password, setPassword] = useState("");
	const [t, s] = [texts.value, shared.value];
	const command = useCommand(async (key) => {
		await post("/v1/password-resets", { phone, code, password }, key);
		startSession((await post<Session>("/v1/sessions", { phone, password }, key)).body);
	});
	const problem = command.problem.value;
	return (
		<Form look="card" onSend={command.run}>
			<h2>{t.reset}</h2>
			<p class="muted small">{t.resetHint}</p>
			<Field
				label={s.phone}
				value={phone}
				onValue={(value) => onPhone(value.replace(/\D/g, ""))}
				type="tel"
				inputMode="numeric"
				autoComplete="username"
				wrong={problem?.of("phone")}
				takesFocus
			/>
			<CodeField phone={phone} purpose="password" value={code} onValue={setCode} problem={problem} />
			<Field
				label={s.newPassword}
				value={password}
				onValue={setPassword}
				type="password"
				autoComplete="new-password"
				wrong={problem?.of("password")}
				takesFocus={!problem?.of("phone")}
			/>
			<ProblemNote problem={problem?.code === "wrong_code" ? undefined : problem} />
			<CommandButton command={command} look="main" wide>
				{t.reset}
			</CommandButton>
			<Button look="quiet" onPress={onBack}>
				{t.backToSignIn}
			</Button>
		</Form>
	);
};
