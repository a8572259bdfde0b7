import { useEffect } from "preact/hooks";
import type { Store } from "../../../contracts/store.ts";
import { patch } from "../../shared/api.ts";
import { useCommand } from "../../shared/command.ts";
import { inLanguage } from "../../shared/i18n.ts";
import { listen } from "../../shared/live.ts";
import { CommandButton } from "../../shared/ui/Button.tsx";
import { ProblemNote } from "../../shared/ui/ProblemNote.tsx";
import { ListCard } from "../ui/list-card.tsx";
import { type Listing, useListing } from "../ui/listing.ts";
import type { Column } from "../ui/table.tsx";
import { NewStoreForm } from "./new-store.tsx";
import { texts } from "./store-texts.ts";

const SWITCHES = ["open", "autoAccept", "autoBrew", "autoDispatch"] as const;
type Switch = (typeof SWITCHES)[number];

const stateLabel = (which: Switch, isOn: boolean): string => {
	const t = texts.value;
	if (which === "open") return isOn ? t.isOpen : t.isClosed;
	return isOn ? t.on : t.off;
};

/** Sends the version that is shown, and reloads after each attempt, so that changes by others are seen and not overwritten. */
const SwitchButton = ({ listing, store, which }: { store: Store; which: Switch; listing: Listing<Store> }) => {
	const isOn = store[which];
	const command = useCommand(async () => {
		await patch<Store>(`/v1/stores/${store.id}`, { [which]: !isOn }, store.version).finally(listing.load);
	});
	return (
		<>
			<CommandButton
				command={command}
				look={isOn ? "main" : "plain"}
				label={`${inLanguage(store.name)} ${texts.value[which]}: ${stateLabel(which, isOn)}`}
			>
				{stateLabel(which, isOn)}
			</CommandButton>
			<ProblemNote problem={command.problem.value} />
		</>
	);
};

const columns = (listing: Listing<Store>): Column<Store>[] => {
	const t = texts.value;
	return [
		{
			head: t.name,
			cell: ({ id, name }) => (
				<>
					{inLanguage(name)} <span class="muted small">{id}</span>
				</>
			),
		},
		...SWITCHES.map((which) => ({
			head: t[which],
			cell: (store: Store) => <SwitchButton key={which} store={store} which={which} listing={listing} />,
		})),
		{ head: t.wait, isNumber: true, cell: ({ waitMinutes }) => t.minutes(waitMinutes) },
	];
};

export const Stores = () => {
	const t = texts.value;
	const listing = useListing<Store>("/v1/stores");
	useEffect(() => listen(({ type }) => type === "store.changed" && void listing.load()), [listing]);
	const closed = listing.items.value?.filter(({ open }) => !open).length ?? 0;
	return (
		<>
			<ListCard title={t.title(closed)} listing={listing} columns={columns(listing)} none={t.none} />
			<NewStoreForm onDone={listing.load} />
		</>
	);
};
