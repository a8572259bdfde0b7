import { useEffect } from "preact/hooks";
import type { Order } from "../../../contracts/order.ts";
import { Resource } from "../../shared/resource.ts";
import { linkTo } from "../../shared/route.ts";

const orders = new Map<string, Resource<Order>>();

/** Cached for good, because an order's number never changes. */
const orderOf = (id: string): Resource<Order> => {
	const order = orders.get(id) ?? new Resource<Order>(`/v1/orders/${id}`);
	orders.set(id, order);
	return order;
};

/** Shows the order's number; loads it when only the id is given. */
export const OrderLink = ({ id, number }: { id: string; number?: string }) => {
	const order = orderOf(id);
	useEffect(() => {
		if (number === undefined && !order.value.value) void order.load();
	}, [order, number]);
	return (
		<a href={linkTo("orders", id)} title={id}>
			{number ?? order.value.value?.number ?? `…${id.slice(-6)}`}
		</a>
	);
};
