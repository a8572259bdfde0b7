import { useState } from "preact/hooks";
import { post } from "../shared/api.ts";
import type { Cancellation } from "../shared/api-types.ts";
import { useCommand } from "../shared/command.ts";
import { won } from "../shared/format.ts";
import { Problem } from "../shared/problem.ts";
import { Button, CommandButton } from "../shared/ui/Button.tsx";
import { Dialog } from "../shared/ui/Dialog.tsx";
import { ProblemNote } from "../shared/ui/ProblemNote.tsx";
import type { Following } from "./following.ts";
import { cancelOffer, moneyOf } from "./order-rules.ts";
import type { Followed } from "./order-state.ts";
import { focusOnOutcome } from "./outcome.tsx";
import { texts } from "./outcome-texts.ts";

/** Asks for it, and takes in what was decided, also that it is too late. */
export const useCancel = (following: Following, order: Followed) =>
	useCommand(async (key) => {
		try {
			following.learnCancellation((await post<Cancellation>(`/v1/orders/${order.id}/cancellation`, {}, key)).body);
		} catch (error) {
			if (error instanceof Problem && error.status === 409) await following.load();
			throw error;
		}
		await following.load();
	});

/** As long as it can succeed, and asks once. */
export const CancelOffer = ({ following, order }: { following: Following; order: Followed }) => {
	const [isAsking, setIsAsking] = useState(false);
	const command = useCancel(following, order);
	const problem = command.problem.value;
	const close = () => {
		setIsAsking(false);
		focusOnOutcome();
	};
	if (cancelOffer(order) !== "offered") return order.cancellation === null ? <ProblemNote problem={problem} /> : null;
	const { amount = order.amounts.total, where } = moneyOf(order);
	return (
		<section class="stack cancel">
			<Button look="danger" wide onPress={() => setIsAsking(true)}>
				{texts.value.cancelOrder}
			</Button>
			<p class="muted small">{order.kind === "parcel" ? texts.value.cancelRuleParcel : texts.value.cancelRule}</p>
			{isAsking && (
				<Dialog title={texts.value.cancelAsk(order.number)} onClose={close}>
					<p>{where === "going" ? texts.value.cancelPaid(won(amount)) : texts.value.cancelUnpaid}</p>
					<ProblemNote problem={problem} />
					<CommandButton command={command} look="danger" wide onDone={close}>
						{texts.value.cancelYes}
					</CommandButton>
				</Dialog>
			)}
		</section>
	);
};
