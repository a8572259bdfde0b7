import type { Delivery } from "../../../contracts/delivery.ts";
import { now } from "../../shared/clock.ts";
import { useCommand } from "../../shared/command.ts";
import { duration } from "../../shared/format.ts";
import { Banner } from "../../shared/ui/Banner.tsx";
import { Button, CommandButton } from "../../shared/ui/Button.tsx";
import { StatusWord } from "../../shared/ui/StatusWord.tsx";
import { texts } from "../texts.ts";
import { access, locate, position } from "./location.ts";
import { lastSentAt } from "./reporting.ts";

const isLocating = (): boolean => access.value === "granted" || access.value === "asking";

const Status = () => {
	const t = texts.value;
	const ago = lastSentAt.value === undefined ? undefined : t.sentAgo(duration(now.value - lastSentAt.value));
	return (
		<p class="row">
			{isLocating() ? (
				<StatusWord tone="info">{lastSentAt.value === undefined ? t.seeking : t.sharing}</StatusWord>
			) : (
				<StatusWord tone="warn">{t.notSharing}</StatusWord>
			)}
			{ago && <span class="small muted">{ago}</span>}
		</p>
	);
};

/** Without a position from the device, the rider can report the arrival at the next stop by hand. */
const ManualReport = ({ job: { from, status, to } }: { job: Delivery }) => {
	const t = texts.value;
	const send = useCommand(() => locate());
	const stop = status === "in_transit" ? to : from;
	const arrive = () => {
		if (stop) position.value = { lat: stop.lat, lng: stop.lng, at: Date.now() };
	};
	return (
		<Banner tone="warn">
			<p>{access.value === "refused" ? t.notSharingHint : t.noFixHint}</p>
			<div class="row">
				<CommandButton command={send}>{t.sendLocation}</CommandButton>
				{stop && <Button onPress={arrive}>{status === "in_transit" ? t.atEnd : t.atStart}</Button>}
			</div>
		</Banner>
	);
};

/** Whether the rider's location is shared, and how long ago it was sent. */
export const LocationStatus = ({ job }: { job: Delivery }) => (
	<>
		<Status />
		{!isLocating() && <ManualReport job={job} />}
	</>
);
