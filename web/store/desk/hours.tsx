import { useEffect } from "preact/hooks";
import { now } from "../../shared/clock.ts";
import { useCommand } from "../../shared/command.ts";
import { dayAndTime } from "../../shared/format.ts";
import { closingView, hoursView } from "../../shared/hours/lazy.ts";
import { Banner } from "../../shared/ui/Banner.tsx";
import { CommandButton } from "../../shared/ui/Button.tsx";
import { ProblemNote } from "../../shared/ui/ProblemNote.tsx";
import type { Desk } from "./desk.ts";
import { deskTexts } from "./desk-texts.ts";
import { useChange } from "./settings.tsx";

interface StoreDialogProps {
	desk: Desk;
	onClose: () => void;
}

export const StoreHours = ({ desk: { feed }, onClose }: StoreDialogProps) => {
	const store = feed.store.value.value;
	return store ? <hoursView.View store={store} onClose={onClose} onChanged={(changed) => feed.store.set(changed)} /> : null;
};

export const StoreClosing = ({ desk: { feed }, onClose }: StoreDialogProps) => {
	const store = feed.store.value.value;
	return store ? <closingView.View store={store} onClose={onClose} onChanged={(changed) => feed.store.set(changed)} /> : null;
};

/** No event is published when a store opens or closes by its hours. */
const useTurns = ({ feed }: Desk): void => {
	const store = feed.store.value.value;
	const at = Date.parse(store?.opensAt ?? store?.closesAt ?? "");
	const isDue = at <= now.value;
	useEffect(() => {
		if (isDue) void feed.store.load();
	}, [feed, isDue, at]);
};

/** Shown for as long as the store takes no orders. */
export const ClosedBanner = ({ desk }: { desk: Desk }) => {
	const t = deskTexts.value;
	const change = useChange(desk);
	useTurns(desk);
	const store = desk.feed.store.value.value;
	const reopening = useCommand(async () => {
		if (!(await change.run(store?.open ? { closedUntil: null } : { open: true })) && change.problem.value) throw change.problem.value;
	});
	if (!store || store.openNow) return null;
	const closedUntil = store.closedUntil && Date.parse(store.closedUntil.at) > now.value ? store.closedUntil : undefined;
	const isByHours = store.open && !closedUntil;
	return (
		<Banner tone={isByHours ? "warn" : "danger"}>
			<b>{closedUntil && store.open ? t.closedUntil(dayAndTime(closedUntil.at)) : isByHours ? t.outsideHours : t.closed}</b>
			{closedUntil?.reason && store.open && <span>{closedUntil.reason}</span>}
			{isByHours && store.opensAt && <span>{t.opensAt(dayAndTime(store.opensAt))}</span>}
			{!isByHours && <CommandButton command={reopening}>{t.reopen}</CommandButton>}
			<ProblemNote problem={reopening.problem.value} />
		</Banner>
	);
};
