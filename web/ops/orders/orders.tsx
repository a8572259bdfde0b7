import { useState } from "preact/hooks";
import { useCommand } from "../../shared/command.ts";
import { go, route } from "../../shared/route.ts";
import { CommandButton } from "../../shared/ui/Button.tsx";
import { Field } from "../../shared/ui/Field.tsx";
import { Form } from "../../shared/ui/Form.tsx";
import { ProblemNote } from "../../shared/ui/ProblemNote.tsx";
import { findByNumber, type ListedOrder } from "../stores/boards.ts";
import { OrderView } from "./order.tsx";
import { LatestOrders, OrderTable } from "./order-list.tsx";
import { parseOrderSearch } from "./order-search.ts";
import { texts } from "./order-texts.ts";

interface Found {
	number: string;
	orders: ListedOrder[];
}

const Finder = () => {
	const t = texts.value;
	const [text, setText] = useState("");
	const [found, setFound] = useState<Found | undefined>();
	const [isUnreadable, setIsUnreadable] = useState(false);
	const command = useCommand(async () => {
		const search = parseOrderSearch(text);
		setIsUnreadable(!search);
		setFound(undefined);
		if (search?.kind === "id") go("orders", search.id);
		if (search?.kind !== "number") return;
		const orders = await findByNumber(search.number);
		if (orders.length === 1) go("orders", orders[0]!.id);
		else setFound({ number: search.number, orders });
	});
	return (
		<section class="card" aria-labelledby="find">
			<h2 id="find">{t.find}</h2>
			<Form look="row finder" onSend={command.run}>
				<Field
					label={t.label}
					type="search"
					value={text}
					onValue={setText}
					autoComplete="off"
					wrong={isUnreadable ? t.unreadable : undefined}
					takesFocus
				/>
				<CommandButton command={command} look="main">
					{t.search}
				</CommandButton>
			</Form>
			<ProblemNote problem={command.problem.value} />
			<div role="status" class="stack">
				{found && <p>{found.orders.length === 0 ? t.notFound(found.number) : t.found(found.number, found.orders.length)}</p>}
				{found && found.orders.length > 0 && <OrderTable caption={found.number} orders={found.orders} />}
			</div>
		</section>
	);
};

export const Orders = () => {
	const [, id, at] = route.value;
	if (id !== undefined) return <OrderView key={id} id={id} at={at} />;
	return (
		<>
			<Finder />
			<LatestOrders />
		</>
	);
};
