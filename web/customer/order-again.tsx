import { go } from "../shared/route.ts";
import { Button } from "../shared/ui/Button.tsx";
import type { Followed } from "./order-state.ts";
import { texts } from "./outcome-texts.ts";
import { orderAgain } from "./shop.ts";

/** The same lines into the cart, where what has run out can be taken out. */
export const OrderAgain = ({ order }: { order: Followed }) => {
	const again = () => {
		orderAgain(order.storeId, order.lines);
		go();
	};
	return order.kind === "goods" ? (
		<Button look="main" onPress={again}>
			{texts.value.orderAgain}
		</Button>
	) : null;
};
