import type { Store } from "../../../contracts/store.ts";
import { inLanguage } from "../../shared/i18n.ts";
import { useResource } from "../../shared/resource.ts";
import { go, route } from "../../shared/route.ts";
import { ProblemNote } from "../../shared/ui/ProblemNote.tsx";
import { Skeleton } from "../../shared/ui/Skeleton.tsx";
import { StatusWord } from "../../shared/ui/StatusWord.tsx";
import { texts } from "../texts.ts";
import { minutesFor } from "./cart.ts";
import { storeId } from "./shop.ts";

const StoreRow = ({ store }: { store: Store }) => {
	const t = texts.value;
	const isChosen = store.id === storeId.value;
	const choose = () => {
		storeId.value = store.id;
		go(...(route.value[0] === "stores" ? route.value.slice(1) : []));
	};
	return (
		<li>
			<button type="button" class="store-choice" aria-current={isChosen || undefined} onClick={choose}>
				<strong>{inLanguage(store.name)}</strong>
				<StatusWord tone={store.openNow ? "good" : "danger"}>{store.openNow ? t.open : t.closed}</StatusWord>
				<span class="small muted">{store.location.address}</span>
				{store.openNow && <span class="small">{t.wait(minutesFor(store.waitMinutes, [], []))}</span>}
			</button>
		</li>
	);
};

/** Shows the address too, since store names can be alike. */
export const Stores = ({ isNotFound = false }: { isNotFound?: boolean }) => {
	const stores = useResource<{ items: Store[] }>("/v1/stores?limit=100");
	const { problem, value } = stores;
	return (
		<section class="stack stores" aria-labelledby="stores">
			<h2 id="stores">{texts.value.chooseStore}</h2>
			{isNotFound && <p class="wrong">{texts.value.storeNotFound}</p>}
			<ProblemNote problem={problem.value} />
			{!value.value && !problem.value && <Skeleton lines={4} />}
			<ul class="stack">
				{value.value?.items.map((store) => (
					<StoreRow key={store.id} store={store} />
				))}
			</ul>
		</section>
	);
};
