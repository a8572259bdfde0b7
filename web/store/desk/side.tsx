import type { StoreOrder } from "../../../contracts/store-order.ts";
import { clockTime, dayAndTime } from "../../shared/format.ts";
import { inLanguage } from "../../shared/i18n.ts";
import { texts as shared } from "../../shared/texts.ts";
import { Button } from "../../shared/ui/Button.tsx";
import { StatusWord } from "../../shared/ui/StatusWord.tsx";
import { stepOf, totalsOf } from "../board/board.ts";
import { LineText } from "../board/ticket-lines.tsx";
import { WayIcon, wayOf } from "../board/way-icon.tsx";
import { texts } from "../texts.ts";
import type { Desk } from "./desk.ts";
import { deskTexts } from "./desk-texts.ts";

const RECENT = 6;

/** Totals, orders without a rider, stock, and recent hand-overs. */
export const Side = ({ desk, isHidden, isTab }: { desk: Desk; isHidden: boolean; isTab: boolean }) => (
	<section class="column side" id="panel-more" hidden={isHidden} aria-label={texts.value.more} role={isTab ? "tabpanel" : undefined}>
		<Totals desk={desk} />
		<Later desk={desk} />
		<OrdersWithoutRider desk={desk} />
		<Stock desk={desk} />
		<Recent desk={desk} />
	</section>
);

const Totals = ({ desk }: { desk: Desk }) => {
	const totals = totalsOf(desk.shown.value);
	return (
		<section aria-labelledby="totals">
			<h2 id="totals">{texts.value.totals}</h2>
			{totals.length === 0 && <p class="muted">{texts.value.nothingToMake}</p>}
			<ul class="pairs large">
				{totals.map(({ name, productId, quantity }) => (
					<li key={productId}>
						<span>{inLanguage(name)}</span> <b>{quantity}</b>
					</li>
				))}
			</ul>
		</section>
	);
};

const LaterItem = ({ order }: { order: StoreOrder }) => {
	const { for: time, lines, note, number, queuedAt } = order;
	return (
		<li class="later">
			<div class="row between">
				<span class="way" data-way={wayOf(order)}>
					<WayIcon way={wayOf(order)} /> {number}
				</span>
				<b>{time && dayAndTime(time)}</b>
			</div>
			<ul>
				{lines.map((line, index) => (
					<li key={index}>
						<LineText line={line} />
					</li>
				))}
			</ul>
			{note && <p class="note">{note}</p>}
			{queuedAt && <p class="muted small">{texts.value.queuedAt(dayAndTime(queuedAt))}</p>}
		</li>
	);
};

/** Scheduled orders, with the time for which they were placed. */
const Later = ({ desk }: { desk: Desk }) => {
	const orders = desk.later.value;
	if (orders.length === 0) return null;
	return (
		<section aria-labelledby="later">
			<h2 id="later">
				{texts.value.later} <span class="count">{orders.length}</span>
			</h2>
			<ul class="pairs">
				{orders.map((order) => (
					<LaterItem key={order.id} order={order} />
				))}
			</ul>
		</section>
	);
};

const OrdersWithoutRider = ({ desk }: { desk: Desk }) => {
	const waiting = desk.shown.value.filter(({ delivery, status }) => delivery?.status === "requested" && status !== "cancelled");
	if (waiting.length === 0) return null;
	return (
		<section aria-labelledby="riders">
			<h2 id="riders">
				{texts.value.findingRider} <span class="count">{waiting.length}</span>
			</h2>
			<ul class="pairs">
				{waiting.map((order) => (
					<li key={order.id}>
						<span>{order.number}</span>
						<Button label={`${order.number} ${texts.value.commands.assign}`} onPress={() => desk.press("assign", order)}>
							{texts.value.commands.assign}
						</Button>
					</li>
				))}
			</ul>
		</section>
	);
};

const Stock = ({ desk }: { desk: Desk }) => {
	const counted = desk.feed.stock.value.value?.items ?? [];
	const { items = [], optionGroups = [] } = desk.feed.menu.value.value ?? {};
	const options = optionGroups.flatMap(({ id, options }) => options.map((option) => [`${id}:${option.id}`, option.name] as const));
	const names = new Map([...items.map(({ name, productId }) => [productId, name] as const), ...options]);
	return (
		<section aria-labelledby="stock">
			<div class="row between">
				<h2 id="stock">{texts.value.stock}</h2>
				<Button
					label={`${texts.value.stock} ${texts.value.edit}`}
					onPress={() => {
						desk.dialog.value = { kind: "stock" };
					}}
				>
					{texts.value.edit}
				</Button>
			</div>
			<ul class="pairs">
				{counted
					.toSorted((one, other) => one.available - other.available)
					.map(({ available, productId }) => {
						const name = names.get(productId);
						return (
							<li key={productId}>
								<span>{name ? inLanguage(name) : productId}</span>
								{available === 0 ? <StatusWord tone="danger">{`0 ${texts.value.soldOut}`}</StatusWord> : <b>{available}</b>}
							</li>
						);
					})}
			</ul>
			{counted.length === 0 && <p class="muted">{deskTexts.value.uncounted}</p>}
		</section>
	);
};

const newest = (one: StoreOrder, other: StoreOrder): number => (one.updatedAt < other.updatedAt ? 1 : -1);

const Recent = ({ desk }: { desk: Desk }) => {
	const done = desk.shown.value.filter(({ status }) => status === "completed");
	return (
		<section aria-labelledby="recent">
			<h2 id="recent">{texts.value.recent}</h2>
			{done.length === 0 && <p class="muted">{texts.value.noRecent}</p>}
			<ul class="pairs">
				{done
					.sort(newest)
					.slice(0, RECENT)
					.map((order) => (
						<li key={order.id}>
							<span>
								{order.number} <span class="muted">{shared.value.fulfilment[order.fulfilment]}</span>
							</span>
							<span class="muted">{clockTime(order.updatedAt)}</span>
						</li>
					))}
			</ul>
		</section>
	);
};

/** A short status of any order on the board. */
export const statusLabel = (order: StoreOrder): string => {
	const step = stepOf(order);
	return texts.value.steps[step] || shared.value.order[order.status];
};
