import { useCallback } from "preact/hooks";
import type { StoreOrder } from "../../../contracts/store-order.ts";
import { blocksView, blockView } from "../../shared/blocks/lazy.ts";
import { inLanguage } from "../../shared/i18n.ts";
import { Button } from "../../shared/ui/Button.tsx";
import type { Desk } from "./desk.ts";
import { deskTexts } from "./desk-texts.ts";

/** Staff know a customer by the number of an order, not by name. */
const nameOf = (desk: Desk, customerId: string): string => {
	const order = [...desk.feed.orders.value.values()].find((one) => one.customerId === customerId);
	return order ? deskTexts.value.customerOf(order.number) : deskTexts.value.customer(customerId.slice(-4));
};

interface BlockDialogProps {
	desk: Desk;
	onClose: () => void;
}

export const BlockOfOrder = ({ onClose, order }: BlockDialogProps & { order: StoreOrder }) => (
	<blockView.View storeId={order.storeId} customerId={order.customerId} who={deskTexts.value.customerOf(order.number)} onClose={onClose} />
);

export const BlocksOfStore = ({ desk, onClose }: BlockDialogProps) => {
	const Customer = useCallback(({ id }: { id: string }) => <>{nameOf(desk, id)}</>, [desk]);
	const store = desk.feed.store.value.value;
	return store ? <blocksView.View storeId={store.id} storeName={inLanguage(store.name)} Customer={Customer} onClose={onClose} /> : null;
};

/** Opens the dialog that blocks the customer of an order. */
export const BlockButton = ({ desk, order }: { desk: Desk; order: StoreOrder }) => (
	<Button
		look="link"
		label={`${order.number} ${deskTexts.value.block}`}
		onPress={() => {
			desk.dialog.value = { kind: "block", order };
		}}
	>
		{deskTexts.value.block}
	</Button>
);
