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
import type { Following } from "./following.ts";
import { cancelOffer, moneyOf } from "./order-rules.ts";
import type { Followed } from "./order-state.ts";
import { focusOnOutcome } from "./outcome.tsx";
import { texts } from "./outcome-texts.ts";

/** Asks for it, and takes in what was decided, also that it is too late. */
export const useCancel = (following: Following, order: Followed, onDecided = () => {}) =>
	useCommand(async (key) => {
		try {
			following.learnCancellation((await post<Cancellation>(`/v1/orders/${order.id}/cancellation`, {}, key)).body);
		} catch (error) {
			if (!(error instanceof Problem) || error.isRetryable) throw error;
			await following.load();
			onDecided();
			throw error;
		}
		await following.load();
		onDecided();
	});

interface AskProps {
	command: Command;
	onClose: () => void;
	order: Followed;
}

/** It may have become too late while somebody thought about it. */
const Ask = ({ command, onClose, order }: AskProps) => {
	const { amount = order.amounts.total, where } = moneyOf(order);
	const said = texts.value;
	const isOpen = cancelOffer(order) === "offered" || command.isSending.value;
	return (
		<Dialog title={said.cancelAsk(order.number)} onClose={onClose}>
			{isOpen ? (
				<>
					<p>{where === "going" ? said.cancelPaid(won(amount)) : where === "checking" ? said.money.checking : said.cancelUnpaid}</p>
					<ProblemNote problem={command.problem.value} />
					<CommandButton command={command} look="danger" wide>
						{said.cancelYes}
					</CommandButton>
				</>
			) : (
				<p role="alert">{said.tooLate(shared.value.order[order.status])}</p>
			)}
		</Dialog>
	);
};

/** As long as it can succeed, and asks once. */
export const CancelOffer = ({ following, order }: { following: Following; order: Followed }) => {
	const [isAsking, setIsAsking] = useState(false);
	const close = () => {
		setIsAsking(false);
		focusOnOutcome();
	};
	const command = useCancel(following, order, close);
	const isOffered = cancelOffer(order) === "offered";
	if (!isOffered && !isAsking) return order.cancellation === null ? <ProblemNote problem={command.problem.value} /> : null;
	return (
		<section class="stack cancel">
			{isOffered && (
				<>
					<Button look="danger" wide onPress={() => setIsAsking(true)}>
						{texts.value.cancelOrder}
					</Button>
					<p class="muted small">{order.kind === "parcel" ? texts.value.cancelRuleParcel : texts.value.cancelRule}</p>
				</>
			)}
			{isAsking && <Ask command={command} order={order} onClose={close} />}
		</section>
	);
};
