import { useEffect, useRef } from "preact/hooks";
import "./customer.css";
import { linkTo, route } from "../shared/route.ts";
import { session } from "../shared/session.ts";
import { show } from "../shared/show.tsx";
import { texts as shared } from "../shared/texts.ts";
import { ForRole } from "../shared/ui/ForRole.tsx";
import { LostBanner } from "../shared/ui/LostBanner.tsx";
import { TopBar } from "../shared/ui/TopBar.tsx";
import { syncLanguage } from "./account/account-language.ts";
import { countUnread, unread } from "./account/unread.ts";
import { resumePurchase } from "./checkout/buying.ts";
import { MenuView } from "./menu/menu.tsx";
import { Stores } from "./menu/stores.tsx";
import { texts } from "./texts.ts";
import * as views from "./views.ts";

/** Views that require an account. Menus are public. */
const privateView = (segment: string | undefined, id: string | undefined) => {
	if (segment === "orders" && id !== undefined) return <views.order.View key={id} id={id} />;
	if (segment === "mypage") return <views.mypage.View />;
	return segment === "inbox" ? <views.inbox.View /> : undefined;
};

const View = () => {
	const [segment, id] = route.value;
	const view = privateView(segment, id);
	if (view)
		return (
			<ForRole roles={["customer"]} canRegister>
				{view}
			</ForRole>
		);
	if (segment === "stores") return <Stores />;
	return segment === "parcel" ? <views.parcel.View /> : <MenuView />;
};

interface NavLinkProps {
	to: string[];
	/** First route segments for which the link is current. */
	matches: (string | undefined)[];
	label: string;
	count?: number;
}

const NavLink = ({ count = 0, label, matches, to }: NavLinkProps) => (
	<a class="button quiet" href={linkTo(...to)} aria-current={matches.includes(route.value[0]) ? "page" : undefined}>
		{label}
		{count > 0 && (
			<span class="unread">
				<span aria-hidden="true">{count}</span>
				<span class="unseen">{texts.value.unread(count)}</span>
			</span>
		)}
	</a>
);

const Navigation = () => {
	const t = texts.value;
	return (
		<nav class="places" aria-label={t.navigation}>
			<NavLink to={[]} matches={[undefined, "cart", "stores"]} label={t.menu} />
			<NavLink to={["parcel"]} matches={["parcel"]} label={t.parcel} />
			<NavLink to={["inbox"]} matches={["inbox"]} label={t.inbox} count={unread.value} />
			<NavLink to={["mypage"]} matches={["mypage", "orders"]} label={t.mypage} />
		</nav>
	);
};

/** Moves the focus into the new view, so that keyboard users do not start at the top of the page. */
const useFocusOnNavigation = () => {
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
	const main = useFocusOnNavigation();
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
			<Navigation />
			<main ref={main} tabIndex={-1}>
				<LostBanner />
				<View />
			</main>
		</>
	);
};

countUnread();
syncLanguage();
resumePurchase();
show(Page, () => texts.value.title);
