import type { Menu } from "../../../contracts/menu/items.ts";
import type { Store } from "../../../contracts/store.ts";
import { won } from "../../shared/format.ts";
import { linkTo } from "../../shared/route.ts";
import { session } from "../../shared/session.ts";
import { texts as shared } from "../../shared/texts.ts";
import { Choice } from "../../shared/ui/Choice.tsx";
import { Field } from "../../shared/ui/Field.tsx";
import { blockerOf, minutesFor, type PricedLine, priced, totalOf } from "../menu/cart.ts";
import { Lines } from "../menu/cart-lines.tsx";
import { cartOf } from "../menu/shop.ts";
import { PlaceField } from "../parcel/place-field.tsx";
import { placeTexts } from "../parcel/place-texts.ts";
import { placeOf } from "../parcel/places.ts";
import { texts } from "../texts.ts";
import { Buy } from "./buy.tsx";
import { type CheckoutDraft, changeCheckout, checkoutDraft } from "./checkout-draft.ts";
import { type OrderBody, TIMINGS } from "./purchase.ts";
import { useQuote } from "./quote.ts";
import { QuoteNote } from "./quote-note.tsx";
import { When } from "./when.tsx";
import { whenTexts } from "./when-texts.ts";

interface CheckoutProps {
	store: Store;
	menu: Menu;
}

const EmptyCart = ({ store }: { store: Store }) => (
	<>
		<p class="muted">{texts.value.blockers[store.openNow ? "empty" : "closed"]}</p>
		<a class="button only-narrow" href={linkTo()}>
			{texts.value.toMenu}
		</a>
	</>
);

const FULFILMENTS: readonly CheckoutDraft["fulfilment"][] = ["pickup", "delivery"];

interface OptionsProps {
	quoteState: ReturnType<typeof useQuote>;
	draft: CheckoutDraft;
	storeId: string;
}

const Options = ({ draft, quoteState, storeId }: OptionsProps) => (
	<>
		<Choice
			legend={texts.value.fulfilment}
			options={FULFILMENTS.map((value) => ({ value, label: shared.value.fulfilment[value] }))}
			value={draft.fulfilment}
			onValue={(fulfilment) => changeCheckout({ fulfilment })}
		/>
		{draft.fulfilment === "delivery" && (
			<>
				<PlaceField legend={placeTexts.value.to} id="to" value={draft.to} onValue={(to) => changeCheckout({ to })} />
				{placeOf(draft.to) && <QuoteNote state={quoteState} />}
			</>
		)}
		<When storeId={storeId} at={draft.at} />
		<Field label={texts.value.note} value={draft.note} onValue={(note) => changeCheckout({ note })} maxLength={500} />
		<Choice
			legend={texts.value.timing}
			options={TIMINGS.map((value) => ({ value, label: shared.value.timing[value] }))}
			value={draft.timing}
			onValue={(timing) => changeCheckout({ timing })}
		/>
	</>
);

const bodyOf = (store: Store, lines: PricedLine[], draft: CheckoutDraft, quoteId: string | undefined): OrderBody => {
	const destination = draft.fulfilment === "delivery" ? placeOf(draft.to) : undefined;
	const note = draft.note.trim();
	return {
		storeId: store.id,
		kind: "goods",
		fulfilment: draft.fulfilment,
		lines: lines.map(({ options = [], productId, quantity }) => ({
			productId,
			quantity,
			...(options.length > 0 ? { options } : undefined),
		})),
		...(destination ? { destination } : undefined),
		...(destination && quoteId ? { quoteId } : undefined),
		payment: { timing: draft.timing },
		...(note ? { note } : undefined),
		...(draft.at ? { for: draft.at } : undefined),
	};
};

const Sums = ({ fee, goods }: { fee: number | undefined; goods: number }) => (
	<dl class="sums">
		{fee !== undefined && (
			<>
				<dt>{texts.value.goods}</dt>
				<dd>{won(goods)}</dd>
				<dt>{texts.value.fee}</dt>
				<dd>{won(fee)}</dd>
			</>
		)}
		<dt class="total">{texts.value.total}</dt>
		<dd class="total">{won(goods + (fee ?? 0))}</dd>
	</dl>
);

export const Checkout = ({ menu, store }: CheckoutProps) => {
	const draft = checkoutDraft.value;
	const cart = cartOf(store.id);
	const lines = priced(cart, menu);
	const isDelivered = draft.fulfilment === "delivery";
	const destination = isDelivered ? placeOf(draft.to) : undefined;
	const quoteState = useQuote(destination && session.value ? { storeId: store.id, destination } : undefined);
	const quote = isDelivered ? quoteState.quote : undefined;
	const hasDestination = destination !== undefined;
	const blocker = blockerOf({ store, lines, at: draft.at, isDelivered, hasDestination, hasQuote: quote !== undefined });
	const goods = totalOf(lines);
	return (
		<section class="card checkout">
			<Lines lines={lines} menu={menu} store={store} />
			{lines.length === 0 ? (
				<EmptyCart store={store} />
			) : (
				<>
					<Options quoteState={quoteState} draft={draft} storeId={store.id} />
					<Sums goods={goods} fee={quote?.fee} />
					<Buy
						store={store}
						body={bodyOf(store, lines, draft, quote?.id)}
						total={goods + (quote?.fee ?? 0)}
						blocker={blocker}
						wait={draft.at ? whenTexts.value.for(draft.at) : texts.value.waitShort(minutesFor(store.waitMinutes, cart, menu.items))}
						cancelRule={texts.value.cancelRule}
					/>
				</>
			)}
		</section>
	);
};
