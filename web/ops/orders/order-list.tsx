import { useEffect } from "preact/hooks";
import type { ManagedOrder, Order } from "../../../contracts/order.ts";
import { dayAndTime, won } from "../../shared/format.ts";
import { listen } from "../../shared/live.ts";
import { texts as shared } from "../../shared/texts.ts";
import { StatusWord, type Tone } from "../../shared/ui/StatusWord.tsx";
import { loadStoreNames, storeName } from "../stores/store-names.ts";
import { ListCard } from "../ui/list-card.tsx";
import { type Listing, useListing } from "../ui/listing.ts";
import { OrderLink } from "../ui/order-link.tsx";
import type { Column } from "../ui/table.tsx";
import { texts } from "./order-texts.ts";

/** Events of a rush are answered by one request a second. */
const RELOAD_MS = 1_000;

const TONES: Record<string, Tone> = {
	placed: "warn",
	completed: "good",
	ready: "info",
	in_transit: "info",
	preparing: "info",
	cancelled: "danger",
	rejected: "danger",
};

export const OrderStatusWord = ({ status }: { status: Order["status"] }) => (
	<StatusWord tone={TONES[status] ?? "plain"}>{shared.value.order[status]}</StatusWord>
);

const columns = (): Column<ManagedOrder>[] => {
	const t = texts.value;
	return [
		{ head: t.number, cell: ({ id, number }) => <OrderLink id={id} number={number} /> },
		{ head: t.store, cell: ({ storeId }) => storeName(storeId) },
		{
			head: t.what,
			cell: ({ fulfilment, kind }) => (kind === "parcel" ? shared.value.kind.parcel : shared.value.fulfilment[fulfilment]),
		},
		{ head: t.status, cell: ({ status }) => <OrderStatusWord status={status} /> },
		{ head: t.payment, cell: ({ payment }) => shared.value.payment[payment.status] },
		{ head: t.amount, isNumber: true, cell: ({ amounts }) => won(amounts.total) },
		{ head: t.placedAt, isNumber: true, cell: ({ createdAt }) => dayAndTime(createdAt) },
	];
};

/** Events change listed orders in place. New orders appear if the list has no conditions. */
const useEvents = (listing: Listing<ManagedOrder>, isOfAll: boolean): void =>
	useEffect(() => {
		let timer: ReturnType<typeof setTimeout> | undefined;
		const reload = () => {
			timer ??= setTimeout(() => {
				timer = undefined;
				void listing.refresh();
			}, RELOAD_MS);
		};
		const stop = listen((event) => {
			if (event.type === "opened") return reload();
			if (!event.type.startsWith("order.") || typeof event.number !== "string") return;
			const order = event as object as Order;
			if (!listing.update(order.id, order) && isOfAll) reload();
		});
		return () => {
			clearTimeout(timer);
			stop();
		};
	}, [listing, isOfAll]);

interface OrdersProps {
	title: string;
	path: string;
	none: string;
	/** Whether the list has no conditions. */
	isOfAll: boolean;
}

export const OrderList = ({ isOfAll, none, path, title }: OrdersProps) => {
	const listing = useListing<ManagedOrder>(path);
	useEvents(listing, isOfAll);
	useEffect(() => void loadStoreNames(), []);
	return <ListCard title={title} listing={listing} columns={columns()} none={none} />;
};
