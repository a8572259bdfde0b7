import { useRef, useState } from "preact/hooks";
import type { Menu } from "../../../contracts/menu/items.ts";
import type { Store } from "../../../contracts/store.ts";
import { won } from "../../shared/format.ts";
import { inLanguage } from "../../shared/i18n.ts";
import { optionText } from "../../shared/menu/option-text.ts";
import { Button } from "../../shared/ui/Button.tsx";
import { StatusWord } from "../../shared/ui/StatusWord.tsx";
import { Stepper } from "../../shared/ui/Stepper.tsx";
import { texts } from "../texts.ts";
import { type Cart, changed, lineKey, MAX_QUANTITY, type PricedLine, withQuantity } from "./cart.ts";
import { menuTexts } from "./menu-texts.ts";
import { groupsOf, stillSold } from "./options.ts";
import { OptionsSheet } from "./options-sheet.tsx";
import { cartOf, setCart } from "./shop.ts";

const faultText = (fault: NonNullable<PricedLine["fault"]>): string =>
	({
		gone: texts.value.gone,
		sold_out: texts.value.soldOut,
		option_gone: menuTexts.value.optionGone,
		option_sold_out: menuTexts.value.optionSoldOut,
	})[fault];

interface LineRowProps {
	line: PricedLine;
	menu: Menu;
	onCart: (change: (cart: Cart) => Cart) => void;
	onRemoved: () => void;
}

const ChangeOptions = ({ line, menu, onCart }: Omit<LineRowProps, "onRemoved">) => {
	const [isOpen, setOpen] = useState(false);
	const item = menu.items.find(({ productId }) => productId === line.productId);
	if (!item) return null;
	const groups = groupsOf(item, menu.optionGroups);
	return (
		<>
			<Button look="link" label={`${inLanguage(line.name)} ${menuTexts.value.change}`} onPress={() => setOpen(true)}>
				{menuTexts.value.change}
			</Button>
			{isOpen && (
				<OptionsSheet
					item={item}
					groups={groups}
					line={{ options: stillSold(line.options ?? [], groups), quantity: line.quantity }}
					onClose={() => setOpen(false)}
					onDone={(options, quantity, price) => {
						setOpen(false);
						onCart((cart) => changed(cart, line, { productId: line.productId, options, name: line.name, price, quantity }));
					}}
				/>
			)}
		</>
	);
};

const LineRow = ({ line, menu, onCart, onRemoved }: LineRowProps) => {
	const t = texts.value;
	const name = inLanguage(line.name);
	const isProductSold = line.fault !== "gone" && line.fault !== "sold_out";
	const setQuantity = (quantity: number) => {
		onCart((cart) => withQuantity(cart, line, quantity));
		if (quantity === 0) onRemoved();
	};
	return (
		<li class="cart-line">
			<span class="name">
				<strong>{name}</strong>
				{line.chosen.length > 0 && <span class="small muted">{optionText(line.chosen)}</span>}
				{line.hasOptions && isProductSold && <ChangeOptions line={line} menu={menu} onCart={onCart} />}
			</span>
			{line.fault ? (
				<Button label={`${name} ${t.remove}`} onPress={() => setQuantity(0)}>
					{t.remove}
				</Button>
			) : (
				<Stepper
					label={[name, optionText(line.chosen)].filter(Boolean).join(", ")}
					value={line.quantity}
					max={MAX_QUANTITY}
					onValue={setQuantity}
				/>
			)}
			{line.fault ? (
				<StatusWord tone="danger">{isProductSold ? t.soldOut : faultText(line.fault)}</StatusWord>
			) : (
				<span class="sum">{won(line.subtotal)}</span>
			)}
			{line.fault && isProductSold && <p class="small changed">{faultText(line.fault)}</p>}
			{line.previousPrice !== undefined && !line.fault && <p class="small changed">{t.previousPrice(won(line.previousPrice))}</p>}
		</li>
	);
};

/** Removing a line focuses the heading, since the pressed button is gone. */
export const Lines = ({ lines, menu, store }: { lines: PricedLine[]; menu: Menu; store: Store }) => {
	const heading = useRef<HTMLHeadingElement>(null);
	return (
		<>
			<h2 tabIndex={-1} ref={heading}>
				{texts.value.cart} · {inLanguage(store.name)}
			</h2>
			<ul class="cart-lines">
				{lines.map((line) => (
					<LineRow
						key={lineKey(line)}
						line={line}
						menu={menu}
						onCart={(change) => setCart(store.id, change(cartOf(store.id)))}
						onRemoved={() => heading.current?.focus()}
					/>
				))}
			</ul>
		</>
	);
};
