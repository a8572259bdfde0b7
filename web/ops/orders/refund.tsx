import { useState } from "preact/hooks";
import type { Order } from "../../../contracts/order.ts";
import { post } from "../../shared/api.ts";
import { useCommand } from "../../shared/command.ts";
import { CommandButton } from "../../shared/ui/Button.tsx";
import { Field } from "../../shared/ui/Field.tsx";
import { ProblemNote } from "../../shared/ui/ProblemNote.tsx";
import { texts } from "./order-texts.ts";

export const RefundForm = ({ id, onDone }: { id: string; onDone: () => unknown }) => {
	const t = texts.value;
	const [reason, setReason] = useState("");
	const [isRequested, setIsRequested] = useState(false);
	const command = useCommand(async (key) => {
		await post<Order>(`/v1/orders/${id}/refund`, { reason }, key);
		setIsRequested(true);
		onDone();
	});
	// The payment shows the refund once the provider has made it.
	if (isRequested) return null;
	return (
		<details class="card">
			<summary>{t.refund}</summary>
			<div class="stack">
				<p class="small">{t.refundExplain}</p>
				<Field label={t.refundReason} value={reason} onValue={setReason} wrong={command.problem.value?.of("reason")} takesFocus />
				<ProblemNote problem={command.problem.value} />
				<CommandButton command={command} look="danger" isOff={reason.trim() === ""}>
					{t.refund}
				</CommandButton>
			</div>
		</details>
	);
};
