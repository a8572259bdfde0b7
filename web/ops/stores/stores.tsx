import { useEffect, useState } from "preact/hooks";
import type { Store, StoreChange } from "../../../contracts/store.ts";
import { patch } from "../../shared/api.ts";
import { blocksView } from "../../shared/blocks/lazy.ts";
import { serverTime } from "../../shared/clock.ts";
import { useCommand } from "../../shared/command.ts";
import { dayAndTime } from "../../shared/format.ts";
import { closingView, hoursView } from "../../shared/hours/lazy.ts";
import { inLanguage } from "../../shared/i18n.ts";
import { listen } from "../../shared/live.ts";
import { Button, CommandButton } from "../../shared/ui/Button.tsx";
import { ProblemNote } from "../../shared/ui/ProblemNote.tsx";
import { OrderPerson } from "../orders/order-person.tsx";
import { ListCard } from "../ui/list-card.tsx";
import { type Listing, useListing } from "../ui/listing.ts";
import type { Column } from "../ui/table.tsx";
import { NewStoreForm } from "./new-store.tsx";
import { texts } from "./store-texts.ts";

const AUTOS = ["autoAccept", "autoBrew", "autoDispatch"] as const;
type Switch = "open" | (typeof AUTOS)[number];

const stateLabel = (which: Switch, isOn: boolean): string => {
	const t = texts.value;
	if (which === "open") return isOn ? t.isOpen : t.isClosed;
	return isOn ? t.on : t.off;
};

interface StoreProps {
	store: Store;
	listing: Listing<Store>;
}

/** Sends the version that is shown, and reloads after each attempt, so that changes by others are seen and not overwritten. */
const useChange = ({ listing, store }: StoreProps, change: StoreChange) =>
	useCommand(() => patch<Store>(`/v1/stores/${store.id}`, change, store.version).finally(listing.load));

const SwitchButton = ({ listing, store, which }: StoreProps & { which: Switch }) => {
	const isOn = store[which];
	const command = useChange({ listing, store }, { [which]: !isOn });
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

const ReopenButton = ({ listing, store, until }: StoreProps & { until: string }) => {
	const command = useChange({ listing, store }, { closedUntil: null });
	const label = texts.value.closedUntil(dayAndTime(until));
	return (
		<>
			<CommandButton command={command} label={`${inLanguage(store.name)} ${texts.value.open}: ${label}`}>
				{label}
			</CommandButton>
			<ProblemNote problem={command.problem.value} />
		</>
	);
};

type DialogName = "hours" | "closing" | "blocks";
/** Opens a dialog about a store. */
type Open = (name: DialogName, store: Store) => void;

/** Closing is confirmed in a dialog, because it concerns the store's orders. */
const OpenButton = ({ listing, onOpen, store }: StoreProps & { onOpen: Open }) => {
	if (!store.open) return <SwitchButton store={store} which="open" listing={listing} />;
	if (store.closedUntil && Date.parse(store.closedUntil.at) > serverTime())
		return <ReopenButton store={store} listing={listing} until={store.closedUntil.at} />;
	return (
		<Button
			look="main"
			label={`${inLanguage(store.name)} ${texts.value.open}: ${texts.value.isOpen}`}
			onPress={() => onOpen("closing", store)}
		>
			{texts.value.isOpen}
		</Button>
	);
};

/** Whether the store takes orders now, and when that changes. */
const openingOf = ({ closesAt, openNow, opensAt }: Store): string => {
	const t = texts.value;
	if (openNow) return closesAt ? t.closesAt(dayAndTime(closesAt)) : t.openNow;
	return opensAt ? t.opensAt(dayAndTime(opensAt)) : t.isClosed;
};

interface StoreDialogProps extends StoreProps {
	name: DialogName;
	onClose: () => void;
}

const StoreDialog = ({ listing, name, onClose, store }: StoreDialogProps) => {
	if (name === "blocks")
		return <blocksView.View storeId={store.id} storeName={inLanguage(store.name)} Customer={OrderPerson} onClose={onClose} />;
	const { View } = name === "hours" ? hoursView : closingView;
	return <View store={store} onClose={onClose} onChanged={listing.load} />;
};

const columns = (listing: Listing<Store>, open: Open): Column<Store>[] => {
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
		{ head: t.open, cell: (store) => <OpenButton store={store} listing={listing} onOpen={open} /> },
		{
			head: t.hours,
			cell: (store) => (
				<Button label={`${inLanguage(store.name)} ${t.hours}: ${openingOf(store)}`} onPress={() => open("hours", store)}>
					{openingOf(store)}
				</Button>
			),
		},
		...AUTOS.map((which) => ({
			head: t[which],
			cell: (store: Store) => <SwitchButton key={which} store={store} which={which} listing={listing} />,
		})),
		{
			head: t.customers,
			cell: (store) => (
				<Button label={`${inLanguage(store.name)} ${t.blocks}`} onPress={() => open("blocks", store)}>
					{t.blocks}
				</Button>
			),
		},
		{ head: t.wait, isNumber: true, cell: ({ waitMinutes }) => t.minutes(waitMinutes) },
	];
};

export const Stores = () => {
	const t = texts.value;
	const listing = useListing<Store>("/v1/stores");
	const [dialog, setDialog] = useState<{ name: DialogName; id: string }>();
	const store = listing.items.value?.find(({ id }) => id === dialog?.id);
	useEffect(() => {
		for (const view of [closingView, hoursView, blocksView]) void view.load();
	}, []);
	useEffect(() => listen(({ type }) => type === "store.changed" && void listing.load()), [listing]);
	const closed = listing.items.value?.filter(({ openNow }) => !openNow).length ?? 0;
	return (
		<>
			<ListCard
				title={t.title(closed)}
				listing={listing}
				columns={columns(listing, (name, { id }) => setDialog({ name, id }))}
				none={t.none}
			/>
			<NewStoreForm onDone={listing.load} />
			{dialog && store && <StoreDialog name={dialog.name} store={store} listing={listing} onClose={() => setDialog(undefined)} />}
		</>
	);
};
