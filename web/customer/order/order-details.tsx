import type { ComponentChildren } from "preact";
import { kilograms, won } from "../../shared/format.ts";
import { inLanguage } from "../../shared/i18n.ts";
import { optionText } from "../../shared/menu/option-text.ts";
import { texts as shared } from "../../shared/texts.ts";
import { storeName, storeOf } from "../menu/store-names.ts";
import type { TrackedOrder } from "./order-state.ts";
import { texts } from "./order-texts.ts";

const Fact = ({ children, name }: { children: ComponentChildren; name: string }) => (
	<div class="fact">
		<dt class="muted">{name}</dt>
		<dd>{children}</dd>
	</div>
);

const Lines = ({ order }: { order: TrackedOrder }) => (
	<ul class="stack lines">
		{order.lines.map(({ name, options, price, quantity }, index) => (
			<li class="row between" key={index}>
				<span>
					{inLanguage(name)} × {quantity}
					{options && <span class="small muted chosen">{optionText(options)}</span>}
				</span>
				<span>{won(price * quantity)}</span>
			</li>
		))}
		{order.parcel && (
			<li>{texts.value.parcel(order.parcel.item, shared.value.size[order.parcel.size], kilograms(order.parcel.weightKg))}</li>
		)}
	</ul>
);

const Addresses = ({ order }: { order: TrackedOrder }) => {
	const store = storeOf(order.storeId);
	return (
		<>
			<Fact name={texts.value.store}>
				{storeName(order.storeId)}
				{store && <p class="muted small">{store.location.address}</p>}
			</Fact>
			{order.parcel && <Fact name={texts.value.from}>{order.parcel.from.address}</Fact>}
			{order.destination && <Fact name={texts.value.to}>{order.destination.address}</Fact>}
		</>
	);
};

const Amounts = ({ order: { amounts, payment } }: { order: TrackedOrder }) => (
	<>
		{amounts.goods > 0 && amounts.delivery > 0 && <Fact name={texts.value.goods}>{won(amounts.goods)}</Fact>}
		{amounts.delivery > 0 && <Fact name={texts.value.fee}>{won(amounts.delivery)}</Fact>}
		<Fact name={texts.value.total}>
			<strong>{won(amounts.total)}</strong>
		</Fact>
		<Fact name={texts.value.payment}>
			{shared.value.timing[payment.timing]} · {shared.value.payment[payment.status]}
		</Fact>
		{payment.refunded ? <Fact name={texts.value.refunded}>{won(payment.refunded)}</Fact> : null}
	</>
);

/** Items, addresses and amounts. */
export const OrderDetails = ({ order }: { order: TrackedOrder }) => (
	<section class="card" aria-labelledby="details">
		<h3 id="details">{texts.value.details}</h3>
		<Lines order={order} />
		<dl class="facts">
			<Amounts order={order} />
			<Addresses order={order} />
			{order.note && <Fact name={texts.value.note}>{order.note}</Fact>}
		</dl>
	</section>
);
