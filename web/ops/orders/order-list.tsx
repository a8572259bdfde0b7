import { useEffect } from "preact/hooks";
import type { Order } from "../../../contracts/order.ts";
import { dayAndTime, won } from "../../shared/format.ts";
import { inLanguage } from "../../shared/i18n.ts";
import { listen } from "../../shared/live.ts";
import { texts as shared } from "../../shared/texts.ts";
import { ProblemNote } from "../../shared/ui/ProblemNote.tsx";
import { Skeleton } from "../../shared/ui/Skeleton.tsx";
import { StatusWord, type Tone } from "../../shared/ui/StatusWord.tsx";
import { type Listed, latest, learn, load, names, problem } from "../stores/boards.ts";
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
	const name = names.value.get(id);
	return name ? inLanguage(name) : id;
};

const columns = (): Column<Listed>[] => {
	const said = texts.value;
	return [
		{ head: said.number, cell: ({ id, number }) => <OrderLink id={id} number={number} /> },
		{ head: said.store, cell: ({ storeId }) => storeName(storeId) },
		{
			head: said.what,
			cell: ({ fulfilment, kind }) => (kind === "parcel" ? shared.value.kind.parcel : shared.value.fulfilment[fulfilment]),
		},
		{ head: said.status, cell: ({ status }) => <OrderStatusWord status={status} /> },
		{ head: said.amount, isNumber: true, cell: ({ amounts }) => won(amounts.total) },
		{ head: said.placedAt, isNumber: true, cell: ({ createdAt }) => dayAndTime(createdAt) },
	];
};

export const OrderTable = ({ caption, orders }: { caption: string; orders: Listed[] }) => (
	<Table caption={caption} columns={columns()} rows={orders} keyOf={({ id }) => id} />
);

/** As the boards had them, and as they become. */
export const LatestOrders = () => {
	const said = texts.value;
	useEffect(() => {
		void load();
		return listen((news) => {
			if (news.type === "opened") void load();
			else if (news.type.startsWith("order.") && typeof news.number === "string") learn(news as object as Order);
		});
	}, []);
	const orders = latest.value;
	return (
		<section class="card" aria-labelledby="latest">
			<h2 id="latest">{said.latest}</h2>
			<ProblemNote problem={problem.value} />
			{!orders && !problem.value && <Skeleton lines={5} />}
			{orders?.length === 0 && <p class="muted">{said.noneYet}</p>}
			{orders && orders.length > 0 && <OrderTable caption={said.latest} orders={orders} />}
		</section>
	);
};
