import { useState } from "preact/hooks";
import type { Cancellation } from "../../../contracts/order.ts";
import { post } from "../../shared/api.ts";
import { type Command, useCommand } from "../../shared/command.ts";
import { won } from "../../shared/format.ts";
import { Problem } from "../../shared/problem.ts";
import { texts as shared } from "../../shared/texts.ts";
import { Button, CommandButton } from "../../shared/ui/Button.tsx";
import { Dialog } from "../../shared/ui/Dialog.tsx";
import { ProblemNote } from "../../shared/ui/ProblemNote.tsx";
import { cancelOffer, refundOf } from "./order-rules.ts";
import type { TrackedOrder } from "./order-state.ts";
import type { OrderTracker } from "./order-tracker.ts";
import { focusOnOutcome } from "./outcome.tsx";
import { texts } from "./outcome-texts.ts";

/** Requests the cancellation, then reloads the order, also after a refusal. */
export const useCancel = (tracker: OrderTracker, order: TrackedOrder, onDecided = () => {}) =>
	useCommand(async (key) => {
		try {
			tracker.setCancellation((await post<Cancellation>(`/v1/orders/${order.id}/cancellation`, {}, key)).body);
		} catch (error) {
			if (!(error instanceof Problem) || error.isRetryable) throw error;
			await tracker.load();
			onDecided();
			throw error;
		}
		await tracker.load();
		onDecided();
	});

interface ConfirmDialogProps {
	command: Command;
	onClose: () => void;
	order: TrackedOrder;
}

/** The dialog stays open if the order becomes uncancellable meanwhile, and shows why. */
const ConfirmDialog = ({ command, onClose, order }: ConfirmDialogProps) => {
	const { amount = order.amounts.total, state } = refundOf(order);
	const t = texts.value;
	const isOpen = cancelOffer(order) === "offered" || command.isSending.value;
	return (
		<Dialog title={t.confirmCancel(order.number)} onClose={onClose}>
			{isOpen ? (
				<>
					<p>{state === "refunding" ? t.cancelPaid(won(amount)) : state === "checking" ? t.refund.checking : t.cancelUnpaid}</p>
					<ProblemNote problem={command.problem.value} />
					<CommandButton command={command} look="danger" wide>
						{t.cancelYes}
					</CommandButton>
				</>
			) : (
				<p role="alert">{t.tooLate(shared.value.order[order.status])}</p>
			)}
		</Dialog>
	);
};

/** Shown while a cancellation can succeed. Asks for confirmation. */
export const CancelOffer = ({ tracker, order }: { tracker: OrderTracker; order: TrackedOrder }) => {
	const [isConfirming, setIsConfirming] = useState(false);
	const close = () => {
		setIsConfirming(false);
		focusOnOutcome();
	};
	const command = useCancel(tracker, order, close);
	const isOffered = cancelOffer(order) === "offered";
	if (!isOffered && !isConfirming) return order.cancellation === null ? <ProblemNote problem={command.problem.value} /> : null;
	return (
		<section class="stack cancel">
			{isOffered && (
				<>
					<Button look="danger" wide onPress={() => setIsConfirming(true)}>
						{texts.value.cancelOrder}
					</Button>
					<p class="muted small">{order.kind === "parcel" ? texts.value.cancelRuleParcel : texts.value.cancelRule}</p>
				</>
			)}
			{isConfirming && <ConfirmDialog command={command} order={order} onClose={close} />}
		</section>
	);
};
