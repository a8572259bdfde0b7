import { now } from "../shared/clock.ts";
import { useCommand } from "../shared/command.ts";
import { duration } from "../shared/format.ts";
import type { Spot } from "../shared/geo.ts";
import { Banner } from "../shared/ui/Banner.tsx";
import { Button, CommandButton } from "../shared/ui/Button.tsx";
import { StatusWord } from "../shared/ui/StatusWord.tsx";
import { access, locate, place } from "./place.ts";
import { toldAt } from "./telling.ts";
import { texts } from "./texts.ts";

/** That somebody sees where the rider is, and since when nobody has heard. */
export const SharingSign = () => {
	const said = texts.value;
	const ago = toldAt.value === undefined ? undefined : said.placeToldAgo(duration(now.value - toldAt.value));
	const isHeard = access.value === "given" || access.value === "asking";
	return (
		<p class="row">
			{isHeard ? (
				<StatusWord tone="info">{toldAt.value === undefined ? said.seeking : said.sharing}</StatusWord>
			) : (
				<StatusWord tone="warn">{said.notSharing}</StatusWord>
			)}
			{ago && <span class="small muted">{ago}</span>}
		</p>
	);
};

interface ByHandProps {
	spot: Spot | null;
	says: string;
}

/** Where the device does not say where it is, the rider may: at either end of the way. */
export const ByHand = ({ says, spot }: ByHandProps) => {
	const said = texts.value;
	const send = useCommand(() => locate());
	if (access.value === "given" || access.value === "asking") return null;
	const arrive = () => {
		if (spot) place.value = { lat: spot.lat, lng: spot.lng, at: Date.now() };
	};
	return (
		<Banner tone="warn">
			<p>{access.value === "refused" ? said.notSharingHint : said.noFixHint}</p>
			<div class="row">
				<CommandButton command={send}>{said.sendPlace}</CommandButton>
				{spot && <Button onPress={arrive}>{says}</Button>}
			</div>
		</Banner>
	);
};
