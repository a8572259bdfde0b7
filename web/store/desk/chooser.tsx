import type { Store } from "../../../contracts/store.ts";
import { inLanguage } from "../../shared/i18n.ts";
import { useResource } from "../../shared/resource.ts";
import { linkTo } from "../../shared/route.ts";
import { ProblemNote } from "../../shared/ui/ProblemNote.tsx";
import { Skeleton } from "../../shared/ui/Skeleton.tsx";
import { StatusWord } from "../../shared/ui/StatusWord.tsx";
import { deskTexts } from "./desk-texts.ts";

/** Operators can open the board of any store. */
export const Chooser = () => {
	const stores = useResource<{ items: Store[] }>("/v1/stores?limit=100");
	const items = stores.value.value?.items;
	return (
		<nav class="card chooser" aria-labelledby="choose">
			<h2 id="choose">{deskTexts.value.chooseStore}</h2>
			{!items && !stores.problem.value && <Skeleton />}
			<ProblemNote problem={stores.problem.value} />
			<ul class="stack">
				{items?.map(({ id, location, name, openNow }) => (
					<li key={id}>
						<a class="button wide between" href={linkTo(id)}>
							<span>
								<b>{inLanguage(name)}</b> <span class="muted small">{location.address}</span>
							</span>
							<StatusWord tone={openNow ? "good" : "danger"}>{openNow ? deskTexts.value.isOpen : deskTexts.value.isClosed}</StatusWord>
						</a>
					</li>
				))}
			</ul>
		</nav>
	);
};
