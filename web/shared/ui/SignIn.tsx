import { useState } from "preact/hooks";
import type { Session } from "../../../contracts/account.ts";
import { post } from "../api.ts";
import { useCommand } from "../command.ts";
import { language } from "../i18n.ts";
import { begin, hasEnded } from "../session.ts";
import { texts } from "../texts.ts";
import { Banner } from "./Banner.tsx";
import { Button, CommandButton } from "./Button.tsx";
import { Field } from "./Field.tsx";
import { Form } from "./Form.tsx";
import { ProblemNote } from "./ProblemNote.tsx";

/** In its place: whoever has signed in goes on where they were. */
export const SignIn = ({ canRegister = false }: { canRegister?: boolean }) => {
	const [isNew, setIsNew] = useState(false);
	const [phone, setPhone] = useState("");
	const [password, setPassword] = useState("");
	const [name, setName] = useState("");
	const said = texts.value;
	const command = useCommand(async (key) => {
		if (isNew) await post("/v1/accounts", { phone, password, name, language: language.value }, key);
		begin((await post<Session>("/v1/sessions", { phone, password }, key)).body);
	});
	const problem = command.problem.value;
	const turn = () => {
		command.forget();
		setIsNew(!isNew);
	};
	return (
		<Form look="card" onSend={command.run}>
			<h2>{isNew ? said.register : said.signIn}</h2>
			{hasEnded.value && <Banner tone="warn">{said.signInAgain}</Banner>}
			{isNew && <Field label={said.yourName} value={name} onValue={setName} autoComplete="name" wrong={problem?.of("name")} takesFocus />}
			<Field
				label={said.phone}
				value={phone}
				onValue={(value) => setPhone(value.replace(/\D/g, ""))}
				type="tel"
				inputMode="numeric"
				autoComplete="username"
				wrong={problem?.of("phone")}
				takesFocus
			/>
			<Field
				label={isNew ? said.newPassword : said.password}
				value={password}
				onValue={setPassword}
				type="password"
				autoComplete={isNew ? "new-password" : "current-password"}
				wrong={problem?.of("password")}
				takesFocus={!problem?.of("phone")}
			/>
			<ProblemNote problem={problem} />
			<CommandButton command={command} look="main" wide>
				{isNew ? said.register : said.signIn}
			</CommandButton>
			{canRegister && (
				<Button look="quiet" onPress={turn}>
					{isNew ? said.haveAccount : said.noAccount}
				</Button>
			)}
		</Form>
	);
};
