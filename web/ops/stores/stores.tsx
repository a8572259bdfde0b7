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
import { NewAccountForm } from "./new-account.tsx";
import { NewStoreForm } from "./new-store.tsx";
import { texts } from "./store-texts.ts";

const SWITCHES = ["open", "autoAccept", "autoBrew", "autoDispatch"] as const;
type Switch = (typeof SWITCHES)[number];

const wordOf = (which: Switch, isOn: boolean): string => {
	const said = texts.value;
	if (which === "open") return isOn ? said.isOpen : said.isClosed;
	return isOn ? said.on : said.off;
};

/** What somebody else has changed meanwhile is shown before it is changed again. */
const Turn = ({ listing, store, which }: { store: Store; which: Switch; listing: Listing<Store> }) => {
	const isOn = store[which];
	const command = useCommand(async () => {
		await patch<Store>(`/v1/stores/${store.id}`, { [which]: !isOn }, store.version).finally(listing.load);
	});
	return (
		<>
			<CommandButton
				command={command}
				look={isOn ? "main" : "plain"}
				label={`${inLanguage(store.name)} ${texts.value[which]}: ${wordOf(which, isOn)}`}
			>
				{wordOf(which, isOn)}
			</CommandButton>
			<ProblemNote problem={command.problem.value} />
		</>
	);
};

const columns = (listing: Listing<Store>): Column<Store>[] => {
	const said = texts.value;
	return [
		{
			head: said.name,
			cell: ({ id, name }) => (
				<>
					{inLanguage(name)} <span class="muted small">{id}</span>
				</>
			),
		},
		...SWITCHES.map((which) => ({
			head: said[which],
			cell: (store: Store) => <Turn key={which} store={store} which={which} listing={listing} />,
		})),
		{ head: said.wait, isNumber: true, cell: ({ waitMinutes }) => said.minutes(waitMinutes) },
	];
};

export const Stores = () => {
	const said = texts.value;
	const listing = useListing<Store>("/v1/stores");
	useEffect(() => listen(({ type }) => type === "store.changed" && void listing.load()), [listing]);
	const closed = listing.items.value?.filter(({ open }) => !open).length ?? 0;
	return (
		<>
			<ListCard title={said.title(closed)} listing={listing} columns={columns(listing)} none={said.none} />
			<div class="two">
				<NewStoreForm onDone={listing.load} />
				<NewAccountForm stores={listing.items.value ?? []} />
			</div>
		</>
	);
};
