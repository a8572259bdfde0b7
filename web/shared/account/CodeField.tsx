import { useState } from "preact/hooks";
import type { CodePurpose, SentCode } from "../../../contracts/account.ts";
import { post } from "../api.ts";
import { useCommand } from "../command.ts";
import type { Problem } from "../problem.ts";
import { CommandButton } from "../ui/Button.tsx";
import { Field } from "../ui/Field.tsx";
import { ProblemNote } from "../ui/ProblemNote.tsx";
import { texts } from "./texts.ts";

interface CodeFieldProps {
	phone: string;
	purpose: CodePurpose;
	value: string;
	onValue: (code: string) => void;
	/** The problem of the form that sent the code. */
	problem: Problem | undefined;
}

const minutesUntil = (time: string): number => Math.max(1, Math.round((Date.parse(time) - Date.now()) / 60_000));

/** Why the form's code was not accepted. */
const wrongCode = (problem: Problem | undefined): string | undefined => {
	if (problem?.code !== "wrong_code") return problem?.of("code") && texts.value.sendFirst;
	return problem.triesLeft === undefined ? problem.title : `${problem.title} ${texts.value.triesLeft(problem.triesLeft)}`;
};

/** Requests a code by SMS for the phone, and takes it. The simulated provider answers the code. */
export const CodeField = ({ onValue, phone, problem, purpose, value }: CodeFieldProps) => {
	const [sent, setSent] = useState<SentCode>();
	const t = texts.value;
	const command = useCommand(async (key) => {
		setSent((await post<SentCode>("/v1/codes", { phone, purpose }, key)).body);
		onValue("");
	});
	return (
		<>
			<CommandButton command={command} wide isOff={phone.length < 9}>
				{sent ? t.sendAgain : t.sendCode}
			</CommandButton>
			<ProblemNote problem={command.problem.value} />
			<p role="status" class="small">
				{sent && (sent.code ? t.simulated(sent.code) : t.sent(minutesUntil(sent.expiresAt)))}
			</p>
			<Field
				label={t.code}
				value={value}
				onValue={(typed) => onValue(typed.replace(/\D/g, "").slice(0, 6))}
				inputMode="numeric"
				autoComplete="one-time-code"
				maxLength={6}
				wrong={wrongCode(problem)}
				takesFocus
			/>
		</>
	);
};
