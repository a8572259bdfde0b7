import { session } from "../shared/session.ts";
import { show } from "../shared/show.tsx";
import { ForRole } from "../shared/ui/ForRole.tsx";
import { LostBanner } from "../shared/ui/LostBanner.tsx";
import { TopBar } from "../shared/ui/TopBar.tsx";
import { offered } from "./jobs/offer.ts";
import "./rider.css";
import { RiderView } from "./rider.tsx";
import { texts } from "./texts.ts";

const Page = () => (
	<>
		<TopBar title={texts.value.title} />
		<main class="rider">
			<LostBanner />
			<ForRole roles={["rider"]}>{session.value && <RiderView riderId={session.value.account.id} />}</ForRole>
		</main>
	</>
);

show(Page, () => (offered.value === undefined ? texts.value.title : texts.value.titleWithOffer(offered.value)));
