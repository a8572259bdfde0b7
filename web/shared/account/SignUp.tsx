import { useState } from "preact/hooks";
import type { NewAccount, Session } from "../../../contracts/account.ts";
import { post } from "../api.ts";
import { useCommand } from "../command.ts";
import { language } from "../i18n.ts";
import { startSession } from "../session.ts";
import { texts as shared } from "../texts.ts";
import { Button, CommandButton } from "../ui/Button.tsx";
import { Field } from "../ui/Field.tsx";
import { Form } from "../ui/Form.tsx";
import { ProblemNote } from "../ui/ProblemNote.tsx";
import { CodeField } from "./CodeField.tsx";
import { texts } from "./texts.ts";

/** The versions that the page shows. */
const CONSENT: NonNullable<NewAccount["consent"]> = { terms: "2026-07-01", privacy: "2026-07-01" };

interface SignUpProps {
	phone: string;
	onPhone: (phone: string) => void;
	onBack: () => void;
}

/** Creates an account for the holder of a phone, and signs in. */
export const SignUp = ({ onBack, onPhone, phone }: SignUpProps) => {
	const [name, setName] = useState("");
	const [code, setCode] = useState("");
	const [password, setPassword] = useState("");
	const [agreed, setAgreed] = useState({ terms: false, privacy: false });
	const [t, s] = [texts.value, shared.value];
	const command = useCommand(async (key) => {
		await post("/v1/accounts", { phone, password, name, code, consent: CONSENT, language: language.value }, key);
		startSession((await post<Session>("/v1/sessions", { phone, password }, key)).body);
	});
	const problem = command.problem.value;
	return (
		<Form look="card" onSend={command.run}>
			<h2>{s.register}</h2>
			<Field label={s.yourName} value={name} onValue={setName} autoComplete="name" wrong={problem?.of("name")} takesFocus />
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
			<CodeField phone={phone} purpose="sign_up" value={code} onValue={setCode} problem={problem} />
			<Field
				label={s.newPassword}
				value={password}
				onValue={setPassword}
				type="password"
				autoComplete="new-password"
				wrong={problem?.of("password")}
				takesFocus={!problem?.of("phone")}
			/>
			{(["terms", "privacy"] as const).map((which) => (
				<label key={which} class="row">
					<input
						type="checkbox"
						checked={agreed[which]}
						onChange={({ currentTarget }) => setAgreed({ ...agreed, [which]: currentTarget.checked })}
					/>
					{t[which]}
				</label>
			))}
			<details>
				<summary>{t.privacyTitle}</summary>
				<p class="small">{t.privacyBody}</p>
			</details>
			<ProblemNote problem={problem?.code === "wrong_code" ? undefined : problem} />
			<CommandButton command={command} look="main" wide isOff={!agreed.terms || !agreed.privacy}>
				{s.register}
			</CommandButton>
			<Button look="quiet" onPress={onBack}>
				{s.haveAccount}
			</Button>
		</Form>
	);
};
