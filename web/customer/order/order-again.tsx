import { go } from "../../shared/route.ts";
import { Button } from "../../shared/ui/Button.tsx";
import { orderAgain } from "../menu/shop.ts";
import type { TrackedOrder } from "./order-state.ts";
import { texts } from "./outcome-texts.ts";

/** Puts the same lines into the cart, where sold-out items can be removed. A parcel needs a new form. */
export const OrderAgain = ({ order }: { order: TrackedOrder }) => {
	const again = () => {
		if (order.kind === "parcel") return go("parcel");
		orderAgain(order.storeId, order.lines);
		go();
	};
	return (
		<Button look="main" onPress={again}>
			{texts.value.orderAgain}
		</Button>
	);
};
