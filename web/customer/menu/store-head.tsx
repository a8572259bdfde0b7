import type { Store } from "../../../contracts/store.ts";
import { clockTime } from "../../shared/format.ts";
import { inLanguage } from "../../shared/i18n.ts";
import { linkTo } from "../../shared/route.ts";
import { Banner } from "../../shared/ui/Banner.tsx";
import { whenTexts } from "../checkout/when-texts.ts";
import { texts } from "../texts.ts";

interface StoreHeadProps {
	store: Store;
	wait?: string;
	/** The view to return to after changing the store. */
	from?: string;
	cancelRule?: string;
}

/** The store's name, address, wait and cancellation rule. */
export const StoreHead = ({ cancelRule, from, store, wait }: StoreHeadProps) => (
	<section class="store-head" aria-label={inLanguage(store.name)}>
		<div class="row between">
			<h2>{inLanguage(store.name)}</h2>
			<a class="button" href={linkTo("stores", ...(from ? [from] : []))}>
				{texts.value.changeStore}
			</a>
		</div>
		<p class="small muted">{store.location.address}</p>
		{store.openNow ? (
			<p class="terms">
				{wait && <strong>{wait}</strong>}
				{store.closesAt && <span>{whenTexts.value.closesAt(clockTime(store.closesAt))}</span>}
				<span>{cancelRule ?? texts.value.cancelRule}</span>
			</p>
		) : (
			<Banner tone="warn">
				<span>
					{texts.value.blockers.closed}
					{store.opensAt && <> {whenTexts.value.opensAt(store.opensAt)}</>}
				</span>
			</Banner>
		)}
	</section>
);
