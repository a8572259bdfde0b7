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
import { useAgain } from "../order/again.ts";
import { Parts } from "../order/order-parts.tsx";
import { isOver } from "../order/order-rules.ts";
import { hear, newest } from "../order/order-state.ts";
import { OrderWord } from "../order/order-word.tsx";
import { Pages } from "../pages.ts";
import { AccountSettings } from "./account.tsx";
import { Ledger } from "./ledger.tsx";
import { LevelCard } from "./level.tsx";
import { More } from "./more.tsx";
import { texts } from "./my-texts.ts";
import "../order/order.css";
import "./mypage.css";

type Orders = Pages<MyPageOrder, MyPage>;

/** My page is made of messages, a moment behind the stream that tells of them. */
const LAG_MS = 400;

const whatOf = ({ lines, parcel }: MyPageOrder): string => {
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
				<span>{whatOf(order)}</span>
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

/** Loaded again after each piece of news, and at once what the news themselves tell. */
const useMine = (): { orders: Orders; customer: Resource<Customer> } => {
	const mine = useMemo(
		() => ({
			orders: new Pages<MyPageOrder, MyPage>("/v1/mypage", ({ id }) => id, newest),
			customer: new Resource<Customer>("/v1/customers/me"),
		}),
		[],
	);
	useEffect(() => {
		const { customer, orders } = mine;
		let loading: ReturnType<typeof setTimeout> | undefined;
		void Promise.all([orders.load(), customer.load()]);
		const deaf = listen((news) => {
			if (news.type === "opened" || news.type === "level.changed") void customer.load();
			orders.items.value = orders.items.value?.map((order) => hear(order, news));
			clearTimeout(loading);
			loading = setTimeout(orders.load, LAG_MS);
		});
		return () => {
			clearTimeout(loading);
			deaf();
		};
	}, [mine]);
	useAgain(mine.orders.problem.value, mine.orders.load);
	useAgain(mine.customer.problem.value, mine.customer.load);
	return mine;
};

/** Made of what was heard, so that it can be read whoever is away. */
export const MyPageView = () => {
	const { customer, orders } = useMine();
	return (
		<article class="mypage">
			<h2>{texts.value.title}</h2>
			<div class="stack">
				<LevelCard customer={customer} heard={orders.first.value?.customer ?? undefined} />
				<OrderList orders={orders} />
			</div>
			<div class="stack">
				<Ledger />
				<AccountSettings />
			</div>
		</article>
	);
};
