import { useEffect, useMemo } from "preact/hooks";
import type { Customer } from "../../../contracts/customer-level.ts";
import type { MyPage, MyPageOrder } from "../../../contracts/mypage.ts";
import { clockTime, dayAndTime, won } from "../../shared/format.ts";
import { inLanguage } from "../../shared/i18n.ts";
import { listen } from "../../shared/live.ts";
import { Resource } from "../../shared/resource.ts";
import { linkTo } from "../../shared/route.ts";
import { Skeleton } from "../../shared/ui/Skeleton.tsx";
import { storeName } from "../menu/store-names.ts";
import { Parts } from "../order/order-parts.tsx";
import { isOver } from "../order/order-rules.ts";
import { applyEvent, mergeOrders } from "../order/order-state.ts";
import { OrderWord } from "../order/order-word.tsx";
import { useRetry } from "../order/use-retry.ts";
import { PagedList } from "../paged-list.ts";
import { AccountSettings } from "./account.tsx";
import { Ledger } from "./ledger.tsx";
import { LevelCard } from "./level.tsx";
import { More } from "./more.tsx";
import { texts } from "./my-texts.ts";
import "../order/order.css";
import "./mypage.css";

type Orders = PagedList<MyPageOrder, MyPage>;

/** My page lags a moment behind the stream. */
const LAG_MS = 400;

const summaryOf = ({ lines, parcel }: MyPageOrder): string => {
	const [first, ...others] = lines;
	return first ? texts.value.item(inLanguage(first.name), others.length) : (parcel?.item ?? "");
};

const Row = ({ order }: { order: MyPageOrder }) => (
	<li class="card">
		<a class="order-link" href={linkTo("orders", order.id)}>
			<span class="row between">
				<strong class="order-number">{order.number}</strong>
				<OrderWord status={order.status} />
			</span>
			<span class="row between">
				<span>{summaryOf(order)}</span>
				<span>{won(order.amounts.total)}</span>
			</span>
			<span class="muted small">
				{storeName(order.storeId)} · {dayAndTime(order.createdAt)}
			</span>
		</a>
		{isOver(order) ? (
			<details class="small">
				<summary>{texts.value.asOf(dayAndTime(order.asOf))}</summary>
				<Parts order={order} />
			</details>
		) : (
			<Parts order={order} />
		)}
	</li>
);

const OrderList = ({ orders }: { orders: Orders }) => {
	const items = orders.items.value;
	return (
		<section class="stack" aria-labelledby="my-orders">
			<div class="row between">
				<h3 id="my-orders">{texts.value.orders}</h3>
				{orders.asOf.value > 0 && <span class="muted small">{texts.value.asOf(clockTime(orders.asOf.value))}</span>}
			</div>
			{!items && !orders.problem.value && <Skeleton lines={6} />}
			{items?.length === 0 && (
				<div class="card">
					<p>{texts.value.noOrders}</p>
					<a class="button" href={linkTo()}>
						{texts.value.toMenu}
					</a>
				</div>
			)}
			<ul class="stack">
				{items?.map((order) => (
					<Row key={order.id} order={order} />
				))}
			</ul>
			<More pages={orders} />
		</section>
	);
};

/** Applies each event at once and then reloads. */
const useMyPage = (): { orders: Orders; customer: Resource<Customer> } => {
	const data = useMemo(
		() => ({
			orders: new PagedList<MyPageOrder, MyPage>("/v1/mypage", ({ id }) => id, mergeOrders),
			customer: new Resource<Customer>("/v1/customers/me"),
		}),
		[],
	);
	useEffect(() => {
		const { customer, orders } = data;
		let timer: ReturnType<typeof setTimeout> | undefined;
		void Promise.all([orders.load(), customer.load()]);
		const unsubscribe = listen((event) => {
			if (event.type === "opened" || event.type === "level.changed") void customer.load();
			orders.items.value = orders.items.value?.map((order) => applyEvent(order, event));
			if (event.type === "delivery.moved") return;
			clearTimeout(timer);
			timer = setTimeout(orders.load, LAG_MS);
		});
		return () => {
			clearTimeout(timer);
			unsubscribe();
		};
	}, [data]);
	useRetry(data.orders.problem.value, data.orders.load);
	useRetry(data.customer.problem.value, data.customer.load);
	return data;
};

/** Served from a read model, so it works while other services are down. */
export const MyPageView = () => {
	const { customer, orders } = useMyPage();
	return (
		<article class="mypage">
			<h2>{texts.value.title}</h2>
			<div class="stack">
				<LevelCard customer={customer} copy={orders.first.value?.customer ?? undefined} />
				<OrderList orders={orders} />
			</div>
			<div class="stack">
				<Ledger />
				<AccountSettings />
			</div>
		</article>
	);
};
