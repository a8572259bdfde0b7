import { useEffect, useRef } from "preact/hooks";
import "./customer.css";
import { linkTo, route } from "../shared/route.ts";
import { session } from "../shared/session.ts";
import { show } from "../shared/show.tsx";
import { texts as shared } from "../shared/texts.ts";
import { ForRole } from "../shared/ui/ForRole.tsx";
import { LostBanner } from "../shared/ui/LostBanner.tsx";
import { TopBar } from "../shared/ui/TopBar.tsx";
import { followLanguage } from "./account/account-language.ts";
import { countUnread, unread } from "./account/unread.ts";
import { goOn } from "./checkout/buying.ts";
import { MenuView } from "./menu/menu.tsx";
import { Stores } from "./menu/stores.tsx";
import { texts } from "./texts.ts";
import * as views from "./views.ts";

/** What is somebody's; menus are open to everybody. */
const own = (place: string | undefined, id: string | undefined) => {
	if (place === "orders" && id !== undefined) return <views.order.View key={id} id={id} />;
	if (place === "mypage") return <views.mypage.View />;
	return place === "inbox" ? <views.inbox.View /> : undefined;
};

const View = () => {
	const [place, id] = route.value;
	const view = own(place, id);
	if (view)
		return (
			<ForRole roles={["customer"]} canRegister>
				{view}
			</ForRole>
		);
	if (place === "stores") return <Stores />;
	return place === "parcel" ? <views.parcel.View /> : <MenuView />;
};

interface PlaceLinkProps {
	to: string[];
	/** The places that belong to it. */
	of: (string | undefined)[];
	label: string;
	count?: number;
}

const PlaceLink = ({ count = 0, label, of, to }: PlaceLinkProps) => (
	<a class="button quiet" href={linkTo(...to)} aria-current={of.includes(route.value[0]) ? "page" : undefined}>
		{label}
		{count > 0 && (
			<span class="unread">
				<span aria-hidden="true">{count}</span>
				<span class="unseen">{texts.value.unread(count)}</span>
			</span>
		)}
	</a>
);

const Places = () => {
	const said = texts.value;
	return (
		<nav class="places" aria-label={said.places}>
			<PlaceLink to={[]} of={[undefined, "cart", "stores"]} label={said.menu} />
			<PlaceLink to={["parcel"]} of={["parcel"]} label={said.parcel} />
			<PlaceLink to={["inbox"]} of={["inbox"]} label={said.inbox} count={unread.value} />
			<PlaceLink to={["mypage"]} of={["mypage", "orders"]} label={said.mypage} />
		</nav>
	);
};

/** Whoever goes on by the keyboard goes on in the new view, and not at the top of the page. */
const useFocus = () => {
	const main = useRef<HTMLElement>(null);
	const view = route.value.join("/");
	const isFirst = useRef(true);
	useEffect(() => {
		if (!isFirst.current) main.current?.focus({ preventScroll: true });
		isFirst.current = false;
	}, [view]);
	return main;
};

const Page = () => {
	const main = useFocus();
	return (
		<>
			<button type="button" class="button skip" onClick={() => main.current?.focus()}>
				{shared.value.skip}
			</button>
			<TopBar title={shared.value.name}>
				{!session.value && (
					<a class="button quiet" href={linkTo("mypage")}>
						{shared.value.signIn}
					</a>
				)}
			</TopBar>
			<Places />
			<main ref={main} tabIndex={-1}>
				<LostBanner />
				<View />
			</main>
		</>
	);
};

countUnread();
followLanguage();
goOn();
show(Page, () => texts.value.title);
