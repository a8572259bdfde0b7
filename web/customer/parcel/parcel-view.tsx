import type { Parcel } from "../../../contracts/notation/common.ts";
import type { Store } from "../../../contracts/store.ts";
import { won } from "../../shared/format.ts";
import { inLanguage } from "../../shared/i18n.ts";
import { session } from "../../shared/session.ts";
import { texts as shared } from "../../shared/texts.ts";
import { Choice } from "../../shared/ui/Choice.tsx";
import { Field } from "../../shared/ui/Field.tsx";
import { ProblemNote } from "../../shared/ui/ProblemNote.tsx";
import { Skeleton } from "../../shared/ui/Skeleton.tsx";
import { Buy } from "../checkout/buy.tsx";
import { type OrderBody, TIMINGS } from "../checkout/purchase.ts";
import { useQuote } from "../checkout/quote.ts";
import { QuoteNote } from "../checkout/quote-note.tsx";
import { shopOf, storeId } from "../menu/shop.ts";
import { StoreHead } from "../menu/store-head.tsx";
import { Stores } from "../menu/stores.tsx";
import { usePolling } from "../order/use-polling.ts";
import { persistedSignal } from "../persisted-signal.ts";
import { texts } from "../texts.ts";
import { EMPTY, missingFieldOf, type ParcelDraft, shipmentOf, weightOf } from "./parcel.ts";
import { parcelTexts } from "./parcel-texts.ts";
import { PlaceField } from "./place-field.tsx";
import { placeTexts } from "./place-texts.ts";

const SIZES: readonly Parcel["size"][] = ["small", "medium", "large"];
const STORE_EVERY_MS = 5_000;

const draft = persistedSignal<ParcelDraft>("parcel", EMPTY);
const change = (changed: Partial<ParcelDraft>): void => {
	draft.value = { ...draft.value, ...changed };
};

const ItemFields = () => {
	const t = parcelTexts.value;
	const { item, size, weight } = draft.value;
	const isWrong = weight !== "" && weightOf(weight) === undefined;
	return (
		<>
			<Field label={t.item} value={item} onValue={(value) => change({ item: value })} maxLength={100} />
			<Choice
				legend={t.size}
				options={SIZES.map((value) => ({ value, label: shared.value.size[value] }))}
				value={size}
				onValue={(value) => change({ size: value })}
			/>
			<Field
				label={t.weight}
				value={weight}
				onValue={(value) => change({ weight: value })}
				inputMode="decimal"
				wrong={isWrong ? t.missing.no_weight : undefined}
			/>
		</>
	);
};

const Options = () => {
	const { note, timing } = draft.value;
	return (
		<>
			<Field label={texts.value.note} value={note} onValue={(value) => change({ note: value })} maxLength={500} />
			<Choice
				legend={parcelTexts.value.timing}
				options={TIMINGS.map((value) => ({ value, label: parcelTexts.value.timings[value] }))}
				value={timing}
				onValue={(value) => change({ timing: value })}
			/>
		</>
	);
};

const bodyOf = (store: Store, shipment: Omit<Parcel, "item">, quoteId: string | undefined): OrderBody => {
	const { item, note, timing } = draft.value;
	const trimmedNote = note.trim();
	return {
		storeId: store.id,
		kind: "parcel",
		parcel: { ...shipment, item: item.trim() },
		...(quoteId ? { quoteId } : undefined),
		payment: { timing },
		...(trimmedNote ? { note: trimmedNote } : undefined),
	};
};

const Form = ({ store }: { store: Store }) => {
	const shipment = shipmentOf(draft.value);
	const quoteState = useQuote(shipment && session.value ? shipment : undefined);
	const { quote } = quoteState;
	const missing = missingFieldOf(draft.value);
	const t = placeTexts.value;
	return (
		<section class="card" aria-labelledby="parcel">
			<h2 id="parcel">{parcelTexts.value.title}</h2>
			<p class="small muted">{parcelTexts.value.sentBy(inLanguage(store.name))}</p>
			<PlaceField legend={t.from} id="from" value={draft.value.from} onValue={(from) => change({ from })} />
			<PlaceField legend={t.to} id="to" value={draft.value.to} onValue={(to) => change({ to })} />
			<ItemFields />
			{shipment && <QuoteNote state={quoteState} />}
			<Options />
			{missing && <p class="muted">{parcelTexts.value.missing[missing]}</p>}
			{!missing && shipment && (
				<>
					{quote && (
						<dl class="sums">
							<dt class="total">{texts.value.total}</dt>
							<dd class="total">{won(quote.fee)}</dd>
						</dl>
					)}
					<Buy
						store={store}
						body={bodyOf(store, shipment, quote?.id)}
						total={quote?.fee ?? 0}
						blocker={quote ? undefined : "no_quote"}
						wait={quote ? parcelTexts.value.arrives(quote.etaMinutes) : ""}
						cancelRule={texts.value.parcelCancelRule}
					/>
				</>
			)}
		</section>
	);
};

const ParcelPage = ({ id }: { id: string }) => {
	const { store } = shopOf(id);
	usePolling(store, STORE_EVERY_MS);
	const { value } = store.value;
	if (!value) return store.problem.value ? <ProblemNote problem={store.problem.value} /> : <Skeleton lines={6} />;
	return (
		<div class="stack narrow">
			<StoreHead store={value} from="parcel" cancelRule={texts.value.parcelCancelRule} />
			<Form store={value} />
		</div>
	);
};

/** Door-to-door delivery. The fee is shown before the order. */
export const ParcelView = () => {
	const id = storeId.value;
	return id === undefined ? <Stores /> : <ParcelPage key={id} id={id} />;
};
