import { route } from "../shared/route.ts";
import { show } from "../shared/show.tsx";
import { ForRole } from "../shared/ui/ForRole.tsx";
import { LostBanner } from "../shared/ui/LostBanner.tsx";
import { TopBar } from "../shared/ui/TopBar.tsx";
import { Inbox } from "./inbox.tsx";
import { MenuView } from "./menu.tsx";
import { MyPageView } from "./mypage.tsx";
import { OrderView } from "./order.tsx";
import { texts } from "./texts.ts";

/** Menus are open to everybody; the rest is somebody's. */
const View = () => {
	const [place, id] = route.value;
	const own =
		place === "orders" && id !== undefined ? (
			<OrderView key={id} id={id} />
		) : place === "mypage" ? (
			<MyPageView />
		) : place === "inbox" ? (
			<Inbox />
		) : undefined;
	return own ? <ForRole roles={["customer"]}>{own}</ForRole> : <MenuView />;
};

const Page = () => (
	<>
		<TopBar title={texts.value.title} />
		<main>
			<LostBanner />
			<View />
		</main>
	</>
);

show(Page, () => texts.value.title);
