import "./ops.css";
import "./ui/plot.css";
import "./ui/details.css";
import type { ComponentChildren } from "preact";
import { go, route } from "../shared/route.ts";
import { show } from "../shared/show.tsx";
import { ForRole } from "../shared/ui/ForRole.tsx";
import { LostBanner } from "../shared/ui/LostBanner.tsx";
import { Tabs } from "../shared/ui/Tabs.tsx";
import { TopBar } from "../shared/ui/TopBar.tsx";
import { CatalogueEditor } from "./menu/catalogue.tsx";
import { Orders } from "./orders/orders.tsx";
import { People } from "./people/people.tsx";
import { useOverview } from "./status/overview.ts";
import { Status } from "./status/status.tsx";
import { Stores } from "./stores/stores.tsx";
import { texts } from "./texts.ts";
import { Headline, StaleBanner } from "./ui/headline.tsx";
import { Webhooks } from "./webhooks/webhooks.tsx";

const VIEWS = { status: Status, orders: Orders, webhooks: Webhooks, menu: CatalogueEditor, stores: Stores, people: People };
type View = keyof typeof VIEWS;

const viewOf = (segment: string | undefined): View =>
	segment !== undefined && Object.hasOwn(VIEWS, segment) ? (segment as View) : "status";

const Panel = ({ children, view }: { children: ComponentChildren; view: View }) => (
	<div class="panel" role="tabpanel" id={`panel-${view}`} aria-labelledby={`tab-${view}`}>
		{children}
	</div>
);

const Board = () => {
	useOverview();
	const view = viewOf(route.value[0]);
	const Shown = VIEWS[view];
	const tabs = Object.entries(texts.value.tabs).map(([value, label]) => ({ value: value as View, label }));
	return (
		<>
			<Headline />
			<StaleBanner />
			<Tabs label={texts.value.views} tabs={tabs} value={view} onValue={(chosen) => go(chosen)} />
			<Panel view={view}>
				<Shown />
			</Panel>
		</>
	);
};

const Page = () => (
	<>
		<TopBar title={texts.value.title} />
		<main class="ops">
			<LostBanner />
			<ForRole roles={["operator"]}>
				<Board />
			</ForRole>
		</main>
	</>
);

show(Page, () => texts.value.title);
