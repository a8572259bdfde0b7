import { go } from "../../shared/route.ts";
import { Button } from "../../shared/ui/Button.tsx";
import { orderAgain } from "../menu/shop.ts";
import type { Followed } from "./order-state.ts";
import { texts } from "./outcome-texts.ts";

/** The same lines into the cart, where what has run out can be taken out; a parcel is described anew. */
export const OrderAgain = ({ order }: { order: Followed }) => {
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
