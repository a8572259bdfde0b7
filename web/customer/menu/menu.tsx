import type { Menu } from "../../../contracts/menu/items.ts";
import type { Store } from "../../../contracts/store.ts";
import { clockTime, won } from "../../shared/format.ts";
import { connection } from "../../shared/live.ts";
import { linkTo, route } from "../../shared/route.ts";
import { session } from "../../shared/session.ts";
import { Banner } from "../../shared/ui/Banner.tsx";
import { ProblemNote } from "../../shared/ui/ProblemNote.tsx";
import { Skeleton } from "../../shared/ui/Skeleton.tsx";
import { Checkout } from "../checkout/checkout.tsx";
import { usePolling } from "../order/use-polling.ts";
import { texts } from "../texts.ts";
import { countOf, minutesFor, priced, totalOf } from "./cart.ts";
import { menuTexts } from "./menu-texts.ts";
import { Products } from "./products.tsx";
import { cartOf, type Shop, shopOf, storeId } from "./shop.ts";
import { StoreHead } from "./store-head.tsx";
import { Stores } from "./stores.tsx";

/** Sold-out items must show within two seconds. */
const MENU_EVERY_MS = 1_500;
const STORE_EVERY_MS = 3_000;

const ToCart = ({ menu, store }: { menu: Menu; store: Store }) => {
	const lines = priced(cartOf(store.id), menu);
	const sold = lines.filter(({ fault }) => !fault);
	if (lines.length === 0) return null;
	return (
		<div class="to-cart only-narrow">
			<a class="button main wide" href={linkTo("cart")}>
				<span class="count">{countOf(sold)}</span>
				<span>{menuTexts.value.viewCart}</span>
				<span>{won(totalOf(sold))}</span>
			</a>
		</div>
	);
};

const StaleMenuNotice = ({ shop }: { shop: Shop }) => {
	const { menu } = shop;
	const isShownByLostBanner = session.value && connection.value.state === "lost";
	if (isShownByLostBanner || !menu.problem.value || !menu.value.value) return null;
	return <Banner tone="warn">{texts.value.staleMenu(clockTime(menu.asOf.value))}</Banner>;
};

const ShopView = ({ shop }: { shop: Shop }) => {
	usePolling(shop.menu, MENU_EVERY_MS);
	usePolling(shop.store, STORE_EVERY_MS);
	const store = shop.store.value.value;
	const menu = shop.menu.value.value;
	const step = route.value[0] === "cart" ? "cart" : "menu";
	if (!store || !menu)
		return (
			<>
				<ProblemNote problem={shop.store.problem.value ?? shop.menu.problem.value} />
				<Skeleton lines={6} />
			</>
		);
	return (
		<div class="shop" data-step={step}>
			<div class="stack menu-side">
				<StoreHead store={store} wait={texts.value.wait(minutesFor(store.waitMinutes, cartOf(store.id), menu.items))} />
				<StaleMenuNotice shop={shop} />
				<Products menu={menu} store={store.id} />
				<ToCart menu={menu} store={store} />
			</div>
			<div class="stack cart-side">
				<a class="back only-narrow" href={linkTo()}>
					← {texts.value.toMenu}
				</a>
				<Checkout menu={menu} store={store} />
			</div>
		</div>
	);
};

/** A store's menu and the cart. Needs no account. */
export const MenuView = () => {
	const id = storeId.value;
	if (id === undefined) return <Stores />;
	const shop = shopOf(id);
	if (shop.store.problem.value?.status === 404) return <Stores isNotFound />;
	return <ShopView key={id} shop={shop} />;
};
