import { useLayoutEffect } from "preact/hooks";
import type { StoreOrder } from "../../../contracts/store-order.ts";
import { clockTime, won } from "../../shared/format.ts";
import { inLanguage } from "../../shared/i18n.ts";
import { allergenNames } from "../../shared/menu/allergens.ts";
import { texts as shared } from "../../shared/texts.ts";
import { texts } from "../texts.ts";
import { LineText, ParcelText } from "./ticket-lines.tsx";

const allergensOf = ({ lines }: StoreOrder): string =>
	[...new Set(lines.flatMap(({ allergens = [] }) => allergens))].map((one) => allergenNames.value[one]).join(", ");

/** Prints a ticket on paper of 80 mm as soon as it is mounted. On the screen it is invisible. */
export const PrintedTicket = ({
	onPrinted,
	order,
	store,
}: {
	order: StoreOrder;
	store: { ko: string; en: string };
	onPrinted: () => void;
}) => {
	useLayoutEffect(() => {
		print();
		onPrinted();
	}, []);
	const allergens = allergensOf(order);
	const way = order.kind === "parcel" ? shared.value.kind.parcel : shared.value.fulfilment[order.fulfilment];
	return (
		<section class="printed" aria-hidden="true">
			<p class="number">{order.number}</p>
			<p>
				<b>{way}</b> · {inLanguage(store)} · {clockTime(order.createdAt)}
			</p>
			<ul class="lines">
				{order.lines.map((line, index) => (
					<li key={index}>
						<LineText line={line} />
					</li>
				))}
				{order.parcel && (
					<li>
						<ParcelText parcel={order.parcel} />
					</li>
				)}
			</ul>
			{order.note && <p class="note">{order.note}</p>}
			{allergens && <p class="small">{texts.value.allergens(allergens)}</p>}
			<p>
				{shared.value.timing[order.payment.timing]} {won(order.amounts.total)}
			</p>
		</section>
	);
};
