import type { ComponentChildren } from "preact";
import { useState } from "preact/hooks";
import type { ManagedOrder, Order } from "../../../contracts/order.ts";
import { blockView } from "../../shared/blocks/lazy.ts";
import { dayAndTime, exactTime, won } from "../../shared/format.ts";
import { inLanguage } from "../../shared/i18n.ts";
import { reasonText } from "../../shared/order/reasons.ts";
import type { Resource } from "../../shared/resource.ts";
import { go, linkTo } from "../../shared/route.ts";
import { texts as shared } from "../../shared/texts.ts";
import { Button } from "../../shared/ui/Button.tsx";
import { Field } from "../../shared/ui/Field.tsx";
import { Form } from "../../shared/ui/Form.tsx";
import { ProblemNote } from "../../shared/ui/ProblemNote.tsx";
import { Skeleton } from "../../shared/ui/Skeleton.tsx";
import { storeName } from "../stores/store-names.ts";
import { OrderStatusWord } from "./order-list.tsx";
import { OrderPerson } from "./order-person.tsx";
import { texts } from "./order-texts.ts";

const Fact = ({ children, name }: { name: string; children: ComponentChildren }) => (
	<div>
		<dt>{name}</dt>
		<dd>{children}</dd>
	</div>
);

const Lines = ({ order: { lines, parcel } }: { order: Order }) =>
	parcel ? (
		<>
			{parcel.item}: {parcel.from.address} → {parcel.to.address}
		</>
	) : (
		lines.map(({ name, quantity }) => `${inLanguage(name)} ${quantity}`).join(", ")
	);

const cancellationOf = ({ attempts, status }: NonNullable<Order["cancellation"]>): string =>
	status === "held" ? texts.value.held(attempts) : texts.value[status];

/** A past state does not name them. */
const peopleOf = (order: ManagedOrder | Order) => ("customerId" in order ? order : { customerId: undefined, riderId: null });

const BlockButton = ({ customerId, order }: { order: Order; customerId: string }) => {
	const t = texts.value;
	const [isOpen, setIsOpen] = useState(false);
	return (
		<>
			<Button look="link" onPress={() => setIsOpen(true)}>
				{t.block}
			</Button>
			{isOpen && (
				<blockView.View
					storeId={order.storeId}
					customerId={customerId}
					who={t.customerOf(order.number, storeName(order.storeId))}
					onClose={() => setIsOpen(false)}
				/>
			)}
		</>
	);
};

const Facts = ({ order }: { order: ManagedOrder | Order }) => {
	const t = texts.value;
	const { amounts, cancellation, createdAt, payment, promise, reason, status, storeId } = order;
	const { customerId, riderId } = peopleOf(order);
	return (
		<dl class="facts">
			<Fact name={t.status}>
				<OrderStatusWord status={status} />
			</Fact>
			{reason && <Fact name={t.reason}>{reasonText(reason)}</Fact>}
			<Fact name={t.store}>{storeName(storeId)}</Fact>
			{customerId && (
				<Fact name={t.customer}>
					<OrderPerson key={customerId} id={customerId} /> <BlockButton order={order} customerId={customerId} />
				</Fact>
			)}
			{riderId && (
				<Fact name={t.rider}>
					<OrderPerson key={riderId} id={riderId} />
				</Fact>
			)}
			<Fact name={t.lines}>
				<Lines order={order} />
			</Fact>
			<Fact name={t.payment}>
				{won(amounts.total)} · {shared.value.timing[payment.timing]} · {shared.value.payment[payment.status]}
			</Fact>
			{cancellation && <Fact name={t.cancellation}>{cancellationOf(cancellation)}</Fact>}
			<Fact name={t.placedAt}>{dayAndTime(createdAt)}</Fact>
			{promise.readyAt && <Fact name={t.ready}>{exactTime(promise.readyAt)}</Fact>}
			{promise.deliveredBy && <Fact name={t.delivered}>{exactTime(promise.deliveredBy)}</Fact>}
		</dl>
	);
};

const SEOUL = "+09:00";

/** The field has no time zone: its time is in the stores' zone. */
const AtForm = ({ id }: { id: string }) => {
	const t = texts.value;
	const [text, setText] = useState("");
	const at = Date.parse(`${text}${SEOUL}`);
	const show = () => go("orders", id, new Date(at).toISOString());
	return (
		<Form look="row finder" onSend={() => !Number.isNaN(at) && show()}>
			<Field label={t.atTime} type="datetime-local" value={text} onValue={setText} />
			<Button onPress={show} isOff={Number.isNaN(at)}>
				{t.show}
			</Button>
		</Form>
	);
};

export const OrderSummary = ({ at, id, order }: { id: string; at: string | undefined; order: Resource<ManagedOrder | Order> }) => {
	const t = texts.value;
	const loaded = order.value.value;
	return (
		<section class="card" aria-labelledby="summary">
			<div class="row between">
				<h3 id="summary">{at === undefined ? t.nowTitle : t.thenTitle(`${dayAndTime(at)} (${exactTime(at)})`)}</h3>
				{at !== undefined && <a href={linkTo("orders", id)}>{t.backToNow}</a>}
			</div>
			<ProblemNote problem={order.problem.value} />
			{!loaded && !order.problem.value && <Skeleton lines={5} />}
			{loaded && <Facts order={loaded} />}
			<p class="muted small">
				{t.id} <code>{id}</code>
			</p>
			<AtForm id={id} />
		</section>
	);
};
