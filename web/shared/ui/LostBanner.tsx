import { clockTime } from "../format.ts";
import { connection } from "../live.ts";
import { session } from "../session.ts";
import { texts } from "../texts.ts";
import { Banner } from "./Banner.tsx";

/** Shows how old the data on screen is while the connection is lost. */
export const LostBanner = () => {
	const { asOf, state } = connection.value;
	if (state !== "lost" || !session.value) return null;
	return (
		<Banner tone="danger" isUrgent>
			{texts.value.lost(clockTime(asOf))}
		</Banner>
	);
};
