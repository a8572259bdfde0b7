import type { ComponentChildren } from "preact";
import { changeLanguage, language } from "../i18n.ts";
import { connection } from "../live.ts";
import { session } from "../session.ts";
import { signOut } from "../sign-out.ts";
import { texts } from "../texts.ts";
import { Button } from "./Button.tsx";
import { StatusWord } from "./StatusWord.tsx";

/** The header of every page: title, connection state, language and sign-out. */
export const TopBar = ({ children, title }: { children?: ComponentChildren; title: string }) => (
	<header class="top">
		<h1>{title}</h1>
		<div class="row">
			{children}
			{session.value && <Liveness />}
			<Button look="quiet" onPress={() => changeLanguage(language.value === "ko" ? "en" : "ko")}>
				{language.value === "ko" ? "English" : "한국어"}
			</Button>
			{session.value && (
				<Button look="quiet" onPress={signOut}>
					{texts.value.signOut}
				</Button>
			)}
		</div>
	</header>
);

const Liveness = () => {
	const { state } = connection.value;
	if (state === "open") return <StatusWord tone="good">{texts.value.live}</StatusWord>;
	return (
		<StatusWord tone={state === "lost" ? "danger" : "plain"}>
			{state === "lost" ? texts.value.offlineWord : texts.value.connecting}
		</StatusWord>
	);
};
