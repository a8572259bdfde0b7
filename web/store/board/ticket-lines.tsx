import { useState } from "preact/hooks";
import type { Line } from "../../../contracts/notation/common.ts";
import type { StoreOrder } from "../../../contracts/store-order.ts";
import { kilograms } from "../../shared/format.ts";
import { inLanguage } from "../../shared/i18n.ts";
import { optionText } from "../../shared/menu/option-text.ts";
import { texts as shared } from "../../shared/texts.ts";
import type { Desk } from "../desk/desk.ts";
import { texts } from "../texts.ts";
import { stepOf } from "./board.ts";

/** Quantity first, options and note below. */
export const LineText = ({ line: { name, note, options, quantity } }: { line: Line }) => (
	<span class="line">
		<b>{quantity}</b>
		<span>
			{inLanguage(name)}
			{options && <span class="chosen">{optionText(options)}</span>}
			{note && <span class="chosen line-note">{note}</span>}
		</span>
	</span>
);

interface TickProps {
	desk: Desk;
	order: StoreOrder;
	index: number;
	line: Line;
}

/** Marks all units of a line as made, or none. Keeps the tick while it is sent, even if the board is drawn again meanwhile. */
const TickedLine = ({ desk, index, line, order }: TickProps) => {
	const [wanted, setWanted] = useState<boolean>();
	const isMade = wanted ?? (order.brew?.made[index] ?? 0) >= line.quantity;
	const tick = (isTicked: boolean) => {
		setWanted(isTicked);
		void desk.tick(order, index, isTicked ? line.quantity : 0).finally(() => setWanted(undefined));
	};
	return (
		<label class={isMade ? "made" : undefined}>
			<input
				type="checkbox"
				checked={isMade}
				aria-label={texts.value.made(inLanguage(line.name), line.quantity)}
				onChange={({ currentTarget }) => tick(currentTarget.checked)}
			/>
			<LineText line={line} />
		</label>
	);
};

export const ParcelText = ({ parcel }: { parcel: NonNullable<StoreOrder["parcel"]> }) => (
	<>
		{parcel.item}{" "}
		<span class="muted">
			{shared.value.size[parcel.size]} · {kilograms(parcel.weightKg)}
		</span>
	</>
);

/** What is to be made or handed over. Lines can be ticked while they are made, if there are several. */
export const TicketLines = ({ desk, order }: { desk: Desk; order: StoreOrder }) => {
	const { lines, note, parcel } = order;
	const isTicked = stepOf(order) === "brewing" && lines.length > 1;
	return (
		<>
			<ul class="lines">
				{lines.map((line, index) => (
					<li key={index}>{isTicked ? <TickedLine desk={desk} order={order} index={index} line={line} /> : <LineText line={line} />}</li>
				))}
				{parcel && (
					<li>
						<ParcelText parcel={parcel} />
					</li>
				)}
			</ul>
			{note && (
				<p class="note">
					<b>{texts.value.note}</b> {note}
				</p>
			)}
		</>
	);
};
