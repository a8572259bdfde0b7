import type { Delivery } from "../../../contracts/delivery.ts";
import { now } from "../../shared/clock.ts";
import { useCommand } from "../../shared/command.ts";
import { duration } from "../../shared/format.ts";
import { Banner } from "../../shared/ui/Banner.tsx";
import { Button, CommandButton } from "../../shared/ui/Button.tsx";
import { StatusWord } from "../../shared/ui/StatusWord.tsx";
import { texts } from "../texts.ts";
import { access, locate, place } from "./place.ts";
import { toldAt } from "./reporting.ts";

const isHeard = (): boolean => access.value === "given" || access.value === "asking";

const Sign = () => {
	const said = texts.value;
	const ago = toldAt.value === undefined ? undefined : said.placeToldAgo(duration(now.value - toldAt.value));
	return (
		<p class="row">
			{isHeard() ? (
				<StatusWord tone="info">{toldAt.value === undefined ? said.seeking : said.sharing}</StatusWord>
			) : (
				<StatusWord tone="warn">{said.notSharing}</StatusWord>
			)}
			{ago && <span class="small muted">{ago}</span>}
		</p>
	);
};

/** Where the device does not say where it is, the rider may: at the next end of the way. */
const ByHand = ({ job: { from, status, to } }: { job: Delivery }) => {
	const said = texts.value;
	const send = useCommand(() => locate());
	const end = status === "in_transit" ? to : from;
	const arrive = () => {
		if (end) place.value = { lat: end.lat, lng: end.lng, at: Date.now() };
	};
	return (
		<Banner tone="warn">
			<p>{access.value === "refused" ? said.notSharingHint : said.noFixHint}</p>
			<div class="row">
				<CommandButton command={send}>{said.sendPlace}</CommandButton>
				{end && <Button onPress={arrive}>{status === "in_transit" ? said.atEnd : said.atStart}</Button>}
			</div>
		</Banner>
	);
};

/** That somebody sees where the rider is, and since when nobody has heard. */
export const Sharing = ({ job }: { job: Delivery }) => (
	<>
		<Sign />
		{!isHeard() && <ByHand job={job} />}
	</>
);
