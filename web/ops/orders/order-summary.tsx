import type { ComponentChildren } from "preact";
import { useState } from "preact/hooks";
import type { Order } from "../../../contracts/order.ts";
import { dayAndTime, exactTime, won } from "../../shared/format.ts";
import { inLanguage } from "../../shared/i18n.ts";
import type { Resource } from "../../shared/resource.ts";
import { go, linkTo } from "../../shared/route.ts";
import { texts as shared } from "../../shared/texts.ts";
import { Button } from "../../shared/ui/Button.tsx";
import { Field } from "../../shared/ui/Field.tsx";
import { Form } from "../../shared/ui/Form.tsx";
import { ProblemNote } from "../../shared/ui/ProblemNote.tsx";
import { Skeleton } from "../../shared/ui/Skeleton.tsx";
import { OrderStatusWord, storeName } from "./order-list.tsx";
import { reasonOf, texts } from "./order-texts.ts";

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

const Facts = ({ order }: { order: Order }) => {
	const said = texts.value;
	const { amounts, cancellation, createdAt, payment, promise, reason, status, storeId } = order;
	return (
		<dl class="facts">
			<Fact name={said.status}>
				<OrderStatusWord status={status} />
			</Fact>
			{reason && <Fact name={said.reason}>{reasonOf(reason)}</Fact>}
			<Fact name={said.store}>{storeName(storeId)}</Fact>
			<Fact name={said.lines}>
				<Lines order={order} />
			</Fact>
			<Fact name={said.payment}>
				{won(amounts.total)} · {shared.value.timing[payment.timing]} · {shared.value.payment[payment.status]}
			</Fact>
			{cancellation && <Fact name={said.cancellation}>{cancellationOf(cancellation)}</Fact>}
			<Fact name={said.placedAt}>{dayAndTime(createdAt)}</Fact>
			{promise.readyAt && <Fact name={said.ready}>{exactTime(promise.readyAt)}</Fact>}
			{promise.deliveredBy && <Fact name={said.delivered}>{exactTime(promise.deliveredBy)}</Fact>}
		</dl>
	);
};

const SEOUL = "+09:00";

/** What a field for a time holds is the shops' time. */
const AtForm = ({ id }: { id: string }) => {
	const said = texts.value;
	const [text, setText] = useState("");
	const at = Date.parse(`${text}${SEOUL}`);
	const turn = () => go("orders", id, new Date(at).toISOString());
	return (
		<Form look="row finder" onSend={() => !Number.isNaN(at) && turn()}>
			<Field label={said.atTime} type="datetime-local" value={text} onValue={setText} />
			<Button onPress={turn} isOff={Number.isNaN(at)}>
				{said.show}
			</Button>
		</Form>
	);
};

export const OrderSummary = ({ at, id, order }: { id: string; at: string | undefined; order: Resource<Order> }) => {
	const said = texts.value;
	const seen = order.value.value;
	return (
		<section class="card" aria-labelledby="summary">
			<div class="row between">
				<h3 id="summary">{at === undefined ? said.nowTitle : said.thenTitle(`${dayAndTime(at)} (${exactTime(at)})`)}</h3>
				{at !== undefined && <a href={linkTo("orders", id)}>{said.backToNow}</a>}
			</div>
			<ProblemNote problem={order.problem.value} />
			{!seen && !order.problem.value && <Skeleton lines={5} />}
			{seen && <Facts order={seen} />}
			<p class="muted small">
				{said.id} <code>{id}</code>
			</p>
			<AtForm id={id} />
		</section>
	);
};
