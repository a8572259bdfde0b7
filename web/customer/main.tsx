import { show } from "../shared/show.tsx";
import { ForRole } from "../shared/ui/ForRole.tsx";
import { LostBanner } from "../shared/ui/LostBanner.tsx";
import { TopBar } from "../shared/ui/TopBar.tsx";

const Page = () => (
	<>
		<TopBar title="customer" />
		<main>
			<LostBanner />
			<ForRole roles={["operator"]}>…</ForRole>
		</main>
	</>
);

show(Page, () => "customer");
