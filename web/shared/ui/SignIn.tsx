import { useState } from "preact/hooks";
import type { Session } from "../../../contracts/account.ts";
import { post } from "../api.ts";
import { useCommand } from "../command.ts";
import { language } from "../i18n.ts";
import { hasEnded, startSession } from "../session.ts";
import { texts } from "../texts.ts";
import { Banner } from "./Banner.tsx";
import { Button, CommandButton } from "./Button.tsx";
import { Field } from "./Field.tsx";
import { Form } from "./Form.tsx";
import { ProblemNote } from "./ProblemNote.tsx";

/** Rendered in place of the view, which appears after sign-in without navigation. */
export const SignIn = ({ canRegister = false }: { canRegister?: boolean }) => {
	const [isNew, setIsNew] = useState(false);
	const [phone, setPhone] = useState("");
	const [password, setPassword] = useState("");
	const [name, setName] = useState("");
	const t = texts.value;
	const command = useCommand(async (key) => {
		if (isNew) await post("/v1/accounts", { phone, password, name, language: language.value }, key);
		startSession((await post<Session>("/v1/sessions", { phone, password }, key)).body);
	});
	const problem = command.problem.value;
	const toggle = () => {
		command.reset();
		setIsNew(!isNew);
	};
	return (
		<Form look="card" onSend={command.run}>
			<h2>{isNew ? t.register : t.signIn}</h2>
			{hasEnded.value && <Banner tone="warn">{t.signInAgain}</Banner>}
			{isNew && <Field label={t.yourName} value={name} onValue={setName} autoComplete="name" wrong={problem?.of("name")} takesFocus />}
			<Field
				label={t.phone}
				value={phone}
				onValue={(value) => setPhone(value.replace(/\D/g, ""))}
				type="tel"
				inputMode="numeric"
				autoComplete="username"
				wrong={problem?.of("phone")}
				takesFocus
			/>
			<Field
				label={isNew ? t.newPassword : t.password}
				value={password}
				onValue={setPassword}
				type="password"
				autoComplete={isNew ? "new-password" : "current-password"}
				wrong={problem?.of("password")}
				takesFocus={!problem?.of("phone")}
			/>
			<ProblemNote problem={problem} />
			<CommandButton command={command} look="main" wide>
				{isNew ? t.register : t.signIn}
			</CommandButton>
			{canRegister && (
				<Button look="quiet" onPress={toggle}>
					{isNew ? t.haveAccount : t.noAccount}
				</Button>
			)}
		</Form>
	);
};
