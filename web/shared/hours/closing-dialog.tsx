import "./hours.css";
import { useState } from "preact/hooks";
import type { Store } from "../../../contracts/store.ts";
import type { StoreOrder } from "../../../contracts/store-order.ts";
import { patch } from "../api.ts";
import { now } from "../clock.ts";
import { useCommand } from "../command.ts";
import { dayAndTime } from "../format.ts";
import { inLanguage } from "../i18n.ts";
import { useResource } from "../resource.ts";
import { CommandButton } from "../ui/Button.tsx";
import { Choice } from "../ui/Choice.tsx";
import { Dialog } from "../ui/Dialog.tsx";
import { Field } from "../ui/Field.tsx";
import { Form } from "../ui/Form.tsx";
import { ProblemNote } from "../ui/ProblemNote.tsx";
import { closedUntil, consequencesOf, LENGTHS, type Length } from "./closing.ts";
import type { StoreDialogProps } from "./hours-dialog.tsx";
import { texts } from "./hours-texts.ts";

const OPEN_ORDERS = "status=submitted,accepted,preparing,ready,in_transit&limit=100";

const Consequences = ({ orders, until }: { orders: StoreOrder[]; until: number | undefined }) => {
	const t = texts.value;
	const { kept, lost, running, unanswered } = consequencesOf(orders, until);
	return (
		<>
			{unanswered > 0 && <li>{t.unanswered(unanswered)}</li>}
			{running > 0 && <li>{t.running(running)}</li>}
			{kept > 0 && <li>{t.kept(kept)}</li>}
			{lost > 0 && <li class="wrong">{t.cancelled(lost)}</li>}
		</>
	);
};

/** Asks before a store is closed, and says what that does to its orders. */
export const ClosingDialog = ({ onChanged, onClose, store }: StoreDialogProps) => {
	const t = texts.value;
	const orders = useResource<{ items: StoreOrder[] }>(`/v1/stores/${store.id}/orders?${OPEN_ORDERS}`);
	const [length, setLength] = useState<Length>("open");
	const [at, setAt] = useState("");
	const [reason, setReason] = useState("");
	const until = closedUntil(length, at, now.value);
	const change = () =>
		until === undefined
			? { open: false }
			: { closedUntil: { at: new Date(until).toISOString(), ...(reason.trim() ? { reason: reason.trim() } : undefined) } };
	const command = useCommand(async () => {
		onChanged((await patch<Store>(`/v1/stores/${store.id}`, change(), store.version)).body);
		onClose();
	});
	const problem = command.problem.value;
	const isIncomplete = Number.isNaN(until);
	return (
		<Dialog title={t.closeTitle(inLanguage(store.name))} onClose={onClose}>
			<Form look="stack hours-form" onSend={() => !isIncomplete && command.run()}>
				<Choice
					legend={t.howLong}
					options={LENGTHS.map((value) => ({ value, label: t.lengths[value] }))}
					value={length}
					onValue={setLength}
				/>
				{length === "at" && (
					<Field label={t.opensAgain} type="datetime-local" value={at} onValue={setAt} wrong={problem?.of("closedUntil.at")} takesFocus />
				)}
				{length !== "open" && (
					<Field label={t.reason} value={reason} onValue={setReason} maxLength={200} wrong={problem?.of("closedUntil.reason")} />
				)}
				<div role="status">
					<ul class="consequences">
						<li>{t.noNewOrders}</li>
						{until !== undefined && !isIncomplete && <li>{t.opensAgainAt(dayAndTime(until))}</li>}
						{orders.value.value && <Consequences orders={orders.value.value.items} until={until} />}
					</ul>
				</div>
				<ProblemNote problem={problem ?? orders.problem.value} message={problem?.code === "stale" ? t.stale : undefined} />
				<CommandButton command={command} look="danger" wide isOff={isIncomplete}>
					{t.close}
				</CommandButton>
			</Form>
		</Dialog>
	);
};
