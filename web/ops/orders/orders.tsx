import { useState } from "preact/hooks";
import { useCommand } from "../../shared/command.ts";
import { go, route } from "../../shared/route.ts";
import { CommandButton } from "../../shared/ui/Button.tsx";
import { Field } from "../../shared/ui/Field.tsx";
import { Form } from "../../shared/ui/Form.tsx";
import { ProblemNote } from "../../shared/ui/ProblemNote.tsx";
import { type Listed, numbered } from "../stores/boards.ts";
import { OrderView } from "./order.tsx";
import { LatestOrders, OrderTable } from "./order-list.tsx";
import { soughtIn } from "./order-search.ts";
import { texts } from "./order-texts.ts";

interface Found {
	number: string;
	orders: Listed[];
}

const Finder = () => {
	const said = texts.value;
	const [text, setText] = useState("");
	const [found, setFound] = useState<Found | undefined>();
	const [isUnreadable, setIsUnreadable] = useState(false);
	const command = useCommand(async () => {
		const sought = soughtIn(text);
		setIsUnreadable(!sought);
		setFound(undefined);
		if (sought?.kind === "id") go("orders", sought.id);
		if (sought?.kind !== "number") return;
		const orders = await numbered(sought.number);
		if (orders.length === 1) go("orders", orders[0]!.id);
		else setFound({ number: sought.number, orders });
	});
	return (
		<section class="card" aria-labelledby="find">
			<h2 id="find">{said.find}</h2>
			<Form look="row finder" onSend={command.run}>
				<Field
					label={said.label}
					type="search"
					value={text}
					onValue={setText}
					autoComplete="off"
					wrong={isUnreadable ? said.unreadable : undefined}
					takesFocus
				/>
				<CommandButton command={command} look="main">
					{said.search}
				</CommandButton>
			</Form>
			<ProblemNote problem={command.problem.value} />
			<div role="status" class="stack">
				{found && <p>{found.orders.length === 0 ? said.notFound(found.number) : said.found(found.number, found.orders.length)}</p>}
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
