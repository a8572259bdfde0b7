import { useState } from "preact/hooks";
import type { MenuItem, MenuOptionGroup } from "../../../contracts/menu/items.ts";
import { won } from "../../shared/format.ts";
import { inLanguage } from "../../shared/i18n.ts";
import { Button } from "../../shared/ui/Button.tsx";
import { StatusWord } from "../../shared/ui/StatusWord.tsx";
import { Stepper } from "../../shared/ui/Stepper.tsx";
import { texts } from "../texts.ts";
import { added, MAX_QUANTITY, quantityOf, withQuantity } from "./cart.ts";
import { menuTexts } from "./menu-texts.ts";
import { OptionsSheet } from "./options-sheet.tsx";
import { Picture } from "./picture.tsx";
import { cartOf, setCart } from "./shop.ts";

interface ProductProps {
	item: MenuItem;
	groups: MenuOptionGroup[];
	store: string;
}

/** Opens the options of a product, and adds it with them. */
const AddWithOptions = ({ groups, item, store }: ProductProps) => {
	const [isOpen, setOpen] = useState(false);
	const quantity = quantityOf(cartOf(store), item.productId);
	return (
		<>
			{quantity > 0 && <span class="in-cart">{menuTexts.value.inCart(quantity)}</span>}
			<Button label={menuTexts.value.addOf(inLanguage(item.name))} onPress={() => setOpen(true)}>
				{menuTexts.value.add}
			</Button>
			{isOpen && (
				<OptionsSheet
					item={item}
					groups={groups}
					onClose={() => setOpen(false)}
					onDone={(options, count, price) => {
						const { name, productId } = item;
						setCart(store, added(cartOf(store), { productId, options, name, price, quantity: count }));
						setOpen(false);
					}}
				/>
			)}
		</>
	);
};

/** A product without options is added at once. */
const Add = ({ groups, item, store }: ProductProps) => {
	const cart = cartOf(store);
	if (groups.length > 0) return <AddWithOptions groups={groups} item={item} store={store} />;
	return (
		<Stepper
			label={inLanguage(item.name)}
			value={quantityOf(cart, item.productId)}
			max={MAX_QUANTITY}
			onValue={(next) => setCart(store, withQuantity(cart, { ...item, options: [] }, next))}
		/>
	);
};

export const ProductCard = (props: ProductProps) => {
	const { available, description, name, price, productId } = props.item;
	const isInCart = quantityOf(cartOf(props.store), productId) > 0;
	return (
		<li class={isInCart ? "product" : "product none"}>
			<Picture item={props.item} />
			<div class="about">
				<h3>{inLanguage(name)}</h3>
				{description && <p class="small muted description">{inLanguage(description)}</p>}
				<span class="price">{won(price)}</span>
			</div>
			<div class="add">{available ? <Add {...props} /> : <StatusWord tone="danger">{texts.value.soldOut}</StatusWord>}</div>
		</li>
	);
};
