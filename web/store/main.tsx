import { route } from "../shared/route.ts";
import { session } from "../shared/session.ts";
import { show } from "../shared/show.tsx";
import { ForRole } from "../shared/ui/ForRole.tsx";
import { LostBanner } from "../shared/ui/LostBanner.tsx";
import { TopBar } from "../shared/ui/TopBar.tsx";
import { Board } from "./board/board-page.tsx";
import { Chooser } from "./desk/chooser.tsx";
import { deskTexts } from "./desk/desk-texts.ts";
import { unanswered } from "./desk/use-desk.ts";
import { texts } from "./texts.ts";
import "./store.css";

/** The store of a member of staff, or the one that an operator has chosen. */
const shownStore = (): string | undefined => {
	const account = session.value?.account;
	if (account?.roles.includes("operator")) return route.value[0];
	return account?.roles.includes("staff") ? (account.storeId ?? undefined) : undefined;
};

const Page = () => {
	const storeId = shownStore();
	if (storeId !== undefined) return <Board key={storeId} storeId={storeId} />;
	const isOperator = session.value?.account.roles.includes("operator");
	return (
		<>
			<TopBar title={texts.value.title} />
			<main class="narrow">
				<LostBanner />
				<ForRole roles={["staff", "operator"]}>{isOperator ? <Chooser /> : <p role="alert">{deskTexts.value.noStore}</p>}</ForRole>
			</main>
		</>
	);
};

show(Page, () => texts.value.counted(unanswered.value, texts.value.title));
