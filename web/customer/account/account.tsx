import { useEffect, useState } from "preact/hooks";
import type { Account } from "../../../contracts/account.ts";
import { Sessions } from "../../shared/account/Sessions.tsx";
import { del, patch } from "../../shared/api.ts";
import { useCommand } from "../../shared/command.ts";
import { changeLanguage, type Language } from "../../shared/i18n.ts";
import { Problem } from "../../shared/problem.ts";
import { useResource } from "../../shared/resource.ts";
import { endSession, session } from "../../shared/session.ts";
import { Button, CommandButton } from "../../shared/ui/Button.tsx";
import { Choice } from "../../shared/ui/Choice.tsx";
import { Dialog } from "../../shared/ui/Dialog.tsx";
import { Field } from "../../shared/ui/Field.tsx";
import { ProblemNote } from "../../shared/ui/ProblemNote.tsx";
import { Skeleton } from "../../shared/ui/Skeleton.tsx";
import { forgetPlaces } from "../recent-places.ts";
import { savedAccount } from "./account-language.ts";
import { texts } from "./my-texts.ts";

const PATH = "/v1/me";
const LANGUAGES: readonly Language[] = ["ko", "en"];

const Profile = ({ account, onStale }: { account: Account; onStale: () => Promise<void> }) => {
	const [typed, setName] = useState<string>();
	const [chosen, setLanguage] = useState<Language>();
	const name = typed ?? account.name ?? "";
	const language = chosen ?? account.language;
	const [isSaved, setIsSaved] = useState(false);
	const command = useCommand(async () => {
		try {
			savedAccount.value = (await patch<Account>(PATH, { name, language }, account.version)).body;
		} catch (error) {
			if (error instanceof Problem && error.code === "stale") await onStale();
			throw error;
		}
		changeLanguage(language);
		setName(undefined);
		setLanguage(undefined);
		setIsSaved(true);
	});
	const change =
		<Value,>(set: (value: Value) => void) =>
		(value: Value) => {
			setIsSaved(false);
			set(value);
		};
	return (
		<div class="stack">
			<Field
				label={texts.value.name}
				value={name}
				onValue={change(setName)}
				autoComplete="name"
				wrong={command.problem.value?.of("name")}
				takesFocus
			/>
			<Choice
				legend={texts.value.language}
				options={LANGUAGES.map((value) => ({ value, label: texts.value.languages[value] }))}
				value={language}
				onValue={change(setLanguage)}
			/>
			<ProblemNote problem={command.problem.value} />
			<CommandButton command={command}>{texts.value.save}</CommandButton>
			<p role="status" class="small">
				{isSaved && texts.value.saved}
			</p>
		</div>
	);
};

const Password = () => {
	const [currentPassword, setCurrent] = useState("");
	const [password, setPassword] = useState("");
	const [isDone, setIsDone] = useState(false);
	const command = useCommand(async () => {
		savedAccount.value = (await patch<Account>(PATH, { password, currentPassword })).body;
		setCurrent("");
		setPassword("");
		setIsDone(true);
	});
	const problem = command.problem.value;
	const wrongCurrent = problem?.code === "wrong_password" ? problem.title : problem?.of("currentPassword");
	return (
		<details>
			<summary>{texts.value.password}</summary>
			<div class="stack">
				<Field
					label={texts.value.currentPassword}
					type="password"
					value={currentPassword}
					onValue={setCurrent}
					autoComplete="current-password"
					wrong={wrongCurrent}
					takesFocus
				/>
				<Field
					label={texts.value.newPassword}
					type="password"
					value={password}
					onValue={setPassword}
					autoComplete="new-password"
					wrong={problem?.of("password")}
					takesFocus={!wrongCurrent}
				/>
				<p class="muted small">{texts.value.passwordHint}</p>
				<ProblemNote problem={problem?.errors.length || wrongCurrent ? undefined : problem} />
				<CommandButton command={command}>{texts.value.changePassword}</CommandButton>
				<p role="status" class="small">
					{isDone && texts.value.passwordChanged}
				</p>
			</div>
		</details>
	);
};

const Erase = () => {
	const [isConfirming, setIsConfirming] = useState(false);
	const [typed, setTyped] = useState("");
	const command = useCommand(async () => {
		const owner = session.value?.account.id;
		await del(PATH);
		if (owner) forgetPlaces(owner);
		endSession();
	});
	const t = texts.value;
	return (
		<>
			<Button look="danger" onPress={() => setIsConfirming(true)}>
				{t.erase}
			</Button>
			{isConfirming && (
				<Dialog title={t.erase} onClose={() => setIsConfirming(false)}>
					<p>{t.eraseWhy}</p>
					<Field label={t.eraseType(t.eraseWord)} value={typed} onValue={setTyped} />
					<ProblemNote problem={command.problem.value} />
					<CommandButton command={command} look="danger" wide isOff={typed.trim() !== t.eraseWord}>
						{t.eraseYes}
					</CommandButton>
				</Dialog>
			)}
		</>
	);
};

/** Name, language, password and deletion. */
export const AccountSettings = () => {
	const resource = useResource<Account>(PATH);
	const account = resource.value.value;
	const latest = savedAccount.value;
	useEffect(() => {
		if (latest && latest.id === session.peek()?.account.id) resource.set(latest);
	}, [latest, resource]);
	return (
		<>
			<section class="card" aria-labelledby="account">
				<h3 id="account">{texts.value.account}</h3>
				<ProblemNote problem={account ? undefined : resource.problem.value} />
				{account ? (
					<>
						<p class="muted">{account.phone}</p>
						<Profile key={account.id} account={account} onStale={resource.load} />
						<Password />
						<Erase />
					</>
				) : (
					!resource.problem.value && <Skeleton lines={4} />
				)}
			</section>
			<Sessions />
		</>
	);
};
