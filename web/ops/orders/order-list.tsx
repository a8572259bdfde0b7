import { useEffect } from "preact/hooks";
import type { Order } from "../../../contracts/order.ts";
import { dayAndTime, won } from "../../shared/format.ts";
import { inLanguage } from "../../shared/i18n.ts";
import { listen } from "../../shared/live.ts";
import { texts as shared } from "../../shared/texts.ts";
import { ProblemNote } from "../../shared/ui/ProblemNote.tsx";
import { Skeleton } from "../../shared/ui/Skeleton.tsx";
import { StatusWord, type Tone } from "../../shared/ui/StatusWord.tsx";
import { type ListedOrder, latest, load, problem, storeNames, update } from "../stores/boards.ts";
import { OrderLink } from "../ui/order-link.tsx";
import { type Column, Table } from "../ui/table.tsx";
import { texts } from "./order-texts.ts";

const TONES: Record<string, Tone> = {
	completed: "good",
	ready: "info",
	in_transit: "info",
	preparing: "info",
	cancelled: "danger",
	rejected: "danger",
	unanswered: "danger",
	uncollected: "danger",
};

export const OrderStatusWord = ({ status }: { status: string }) => (
	<StatusWord tone={TONES[status] ?? "plain"}>{shared.value.order[status as keyof typeof shared.value.order] ?? status}</StatusWord>
);

export const storeName = (id: string): string => {
	const name = storeNames.value.get(id);
	return name ? inLanguage(name) : id;
};

const columns = (): Column<ListedOrder>[] => {
	const t = texts.value;
	return [
		{ head: t.number, cell: ({ id, number }) => <OrderLink id={id} number={number} /> },
		{ head: t.store, cell: ({ storeId }) => storeName(storeId) },
		{
			head: t.what,
			cell: ({ fulfilment, kind }) => (kind === "parcel" ? shared.value.kind.parcel : shared.value.fulfilment[fulfilment]),
		},
		{ head: t.status, cell: ({ status }) => <OrderStatusWord status={status} /> },
		{ head: t.amount, isNumber: true, cell: ({ amounts }) => won(amounts.total) },
		{ head: t.placedAt, isNumber: true, cell: ({ createdAt }) => dayAndTime(createdAt) },
	];
};

export const OrderTable = ({ caption, orders }: { caption: string; orders: ListedOrder[] }) => (
	<Table caption={caption} columns={columns()} rows={orders} keyOf={({ id }) => id} />
);

/** The latest orders of all stores, kept up to date by events. */
export const LatestOrders = () => {
	const t = texts.value;
	useEffect(() => {
		void load();
		return listen((event) => {
			if (event.type === "opened") void load();
			else if (event.type.startsWith("order.") && typeof event.number === "string") update(event as object as Order);
		});
	}, []);
	const orders = latest.value;
	return (
		<section class="card" aria-labelledby="latest">
			<h2 id="latest">{t.latest}</h2>
			<ProblemNote problem={problem.value} />
			{!orders && !problem.value && <Skeleton lines={5} />}
			{orders?.length === 0 && <p class="muted">{t.noneYet}</p>}
			{orders && orders.length > 0 && <OrderTable caption={t.latest} orders={orders} />}
		</section>
	);
};
