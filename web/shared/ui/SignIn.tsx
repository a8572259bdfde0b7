import { useState } from "preact/hooks";
import type { Session } from "../../../contracts/account.ts";
import { post } from "../api.ts";
import { useCommand } from "../command.ts";
import { hasEnded, startSession } from "../session.ts";
import { texts } from "../texts.ts";
import { Banner } from "./Banner.tsx";
import { Button, CommandButton } from "./Button.tsx";
import { Field } from "./Field.tsx";
import { Form } from "./Form.tsx";
import { LazyView } from "./LazyView.tsx";
import { ProblemNote } from "./ProblemNote.tsx";

/** Most visits need neither. */
const signUp = new LazyView(async () => (await import("../account/SignUp.tsx")).SignUp);
const reset = new LazyView(async () => (await import("../account/ResetPassword.tsx")).ResetPassword);

/** Rendered in place of the view, which appears after sign-in without navigation. */
export const SignIn = ({ canRegister = false }: { canRegister?: boolean }) => {
	const [form, setForm] = useState<"signIn" | "signUp" | "reset">("signIn");
	const [phone, setPhone] = useState("");
	const [password, setPassword] = useState("");
	const t = texts.value;
	const command = useCommand(async (key) => startSession((await post<Session>("/v1/sessions", { phone, password }, key)).body));
	const problem = command.problem.value;
	const open = (other: typeof form) => {
		command.reset();
		setForm(other);
	};
	if (form === "signUp") return <signUp.View phone={phone} onPhone={setPhone} onBack={() => open("signIn")} />;
	if (form === "reset") return <reset.View phone={phone} onPhone={setPhone} onBack={() => open("signIn")} />;
	return (
		<Form look="card" onSend={command.run}>
			<h2>{t.signIn}</h2>
			{hasEnded.value && <Banner tone="warn">{t.signInAgain}</Banner>}
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
				label={t.password}
				value={password}
				onValue={setPassword}
				type="password"
				autoComplete="current-password"
				wrong={problem?.of("password")}
				takesFocus={!problem?.of("phone")}
			/>
			<ProblemNote problem={problem} />
			<CommandButton command={command} look="main" wide>
				{t.signIn}
			</CommandButton>
			{canRegister && (
				<Button look="quiet" onPress={() => open("signUp")}>
					{t.noAccount}
				</Button>
			)}
			<Button look="quiet" onPress={() => open("reset")}>
				{t.toReset}
			</Button>
		</Form>
	);
};
