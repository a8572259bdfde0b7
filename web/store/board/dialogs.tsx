import type { ComponentChildren } from "preact";
import { useEffect, useLayoutEffect, useState } from "preact/hooks";
import type { RiderOnShift } from "../../../contracts/rider.ts";
import type { StoreOrder } from "../../../contracts/store-order.ts";
import { won } from "../../shared/format.ts";
import { reasons } from "../../shared/order/reasons.ts";
import { texts as shared } from "../../shared/texts.ts";
import { Button } from "../../shared/ui/Button.tsx";
import { Choice } from "../../shared/ui/Choice.tsx";
import { Dialog } from "../../shared/ui/Dialog.tsx";
import { Field } from "../../shared/ui/Field.tsx";
import { Form } from "../../shared/ui/Form.tsx";
import { ProblemNote } from "../../shared/ui/ProblemNote.tsx";
import { BlockButton, BlockOfOrder, BlocksOfStore } from "../desk/blocks.tsx";
import type { Desk } from "../desk/desk.ts";
import { deskTexts } from "../desk/desk-texts.ts";
import { StoreClosing, StoreHours } from "../desk/hours.tsx";
import { SettingsDialog } from "../desk/settings.tsx";
import { StockDialog } from "../desk/stock.tsx";
import { texts } from "../texts.ts";
import type { CommandName } from "./board.ts";

/** The dialog that is open, if any. */
export const OpenDialog = ({ desk }: { desk: Desk }) => {
	const dialog = desk.dialog.value;
	const close = () => {
		desk.dialog.value = undefined;
	};
	if (dialog === undefined) return null;
	if (!dialog.order) {
		const View = DIALOGS[dialog.kind];
		return <View desk={desk} onClose={close} />;
	}
	const props = { desk, order: dialog.order, onClose: close };
	if (dialog.kind === "block") return <BlockOfOrder {...props} />;
	if (dialog.kind === "takePayment") return <PaymentDialog {...props} />;
	if (dialog.kind === "assign") return <AssignDialog {...props} />;
	return <ReasonDialog {...props} name={dialog.kind} />;
};

interface DeskDialogProps {
	desk: Desk;
	onClose: () => void;
}

interface OrderDialogProps extends DeskDialogProps {
	order: StoreOrder;
}

const REASONS = {
	reject: ["sold_out", "closing", "out_of_ingredients", "other"],
	failDelivery: ["no_rider", "address_unclear", "other"],
} as const;
type Reason = (typeof REASONS)[keyof typeof REASONS][number];

const ReasonDialog = ({ desk, name, onClose, order }: OrderDialogProps & { name: keyof typeof REASONS }) => {
	const t = deskTexts.value;
	const isReject = name === "reject";
	const [reason, setReason] = useState<Reason>(REASONS[name][0]);
	const [otherReason, setOtherReason] = useState("");
	const [isMissing, setIsMissing] = useState(false);
	const isOther = reason === "other";
	const send = async () => {
		const chosen = isOther ? otherReason.trim() : reason;
		setIsMissing(chosen === "");
		if (chosen !== "" && (await desk.send(name, order.id, chosen))) onClose();
	};
	return (
		<Dialog title={isReject ? t.rejectTitle(order.number) : t.failTitle(order.number)} onClose={onClose}>
			<SendingForm desk={desk} name={name} order={order} look="danger" label={texts.value.commands[name]} onSend={send}>
				<Choice
					legend={t.reason}
					options={REASONS[name].map((value) => ({ value, label: value === "other" ? t.other : reasons.value[value] }))}
					value={reason}
					onValue={setReason}
				/>
				{isOther && (
					<Field
						label={t.otherReason}
						value={otherReason}
						onValue={setOtherReason}
						maxLength={500}
						wrong={isMissing ? t.otherReason : undefined}
						takesFocus
					/>
				)}
			</SendingForm>
			<BlockButton desk={desk} order={order} />
		</Dialog>
	);
};

interface SendingFormProps {
	desk: Desk;
	name: CommandName;
	order: StoreOrder;
	look: "main" | "danger";
	label: string;
	isOff?: boolean;
	onSend: () => unknown;
	children: ComponentChildren;
}

/** A form, so that Enter sends the command. */
const SendingForm = ({ children, desk, isOff, label, look, name, onSend, order }: SendingFormProps) => {
	const command = desk.commandOf(order.id, name);
	const isSending = command.isSending.value;
	return (
		<Form look="stack" onSend={() => !isOff && !isSending && onSend()}>
			{children}
			<ProblemNote problem={command.problem.value} />
			<Button look={look} wide isOff={isOff || isSending} onPress={onSend}>
				{isSending ? `${shared.value.sending} …` : label}
			</Button>
		</Form>
	);
};

const PaymentDialog = ({ desk, onClose, order }: OrderDialogProps) => {
	const { total } = order.amounts;
	const [received, setReceived] = useState(String(total));
	const change = Number(received) - total;
	useLayoutEffect(() => document.querySelector<HTMLInputElement>("#received")?.select(), []);
	const send = async () => {
		if (await desk.send("takePayment", order.id)) onClose();
	};
	return (
		<Dialog title={deskTexts.value.paymentTitle(order.number)} onClose={onClose}>
			<SendingForm
				desk={desk}
				name="takePayment"
				order={order}
				look="main"
				label={texts.value.takePayment(won(total))}
				isOff={change < 0}
				onSend={send}
			>
				<p class="amount">
					<span class="muted">{deskTexts.value.amountDue}</span> <b>{won(total)}</b>
				</p>
				<Field
					id="received"
					label={deskTexts.value.received}
					value={received}
					onValue={(value) => setReceived(value.replace(/\D/g, ""))}
					inputMode="numeric"
					maxLength={9}
				/>
				<p role="status" class="change">
					{change < 0 ? deskTexts.value.amountMissing(won(-change)) : deskTexts.value.change(won(change))}
				</p>
			</SendingForm>
		</Dialog>
	);
};

const AssignDialog = ({ desk, onClose, order }: OrderDialogProps) => {
	const { load, problem, value } = desk.feed.riders;
	useEffect(() => void load(), [load]); // no event is published when a rider starts a shift
	const riders = value.value?.items ?? [];
	const command = desk.commandOf(order.id, "assign");
	const assign = async ({ id }: RiderOnShift) => {
		if (await desk.send("assign", order.id, id)) onClose();
	};
	return (
		<Dialog title={deskTexts.value.assignTitle(order.number)} onClose={onClose}>
			{riders.length === 0 && value.value && <p>{deskTexts.value.noRiders}</p>}
			<ul class="stack">
				{riders
					.toSorted((one, other) => one.load - other.load)
					.map((rider) => (
						<li key={rider.id}>
							<Button wide isOff={command.isSending.value} onPress={() => assign(rider)}>
								<b>{rider.name ?? rider.id.slice(-4)}</b> <span class="muted">{deskTexts.value.riderLoad(rider.load)}</span>
							</Button>
						</li>
					))}
			</ul>
			<ProblemNote problem={command.problem.value ?? problem.value} />
		</Dialog>
	);
};

const KeysDialog = ({ onClose }: DeskDialogProps) => (
	<Dialog title={deskTexts.value.keys} onClose={onClose}>
		<dl class="keys">
			{deskTexts.value.keyList.map(([key, description]) => (
				<div key={key}>
					<dt>
						<kbd>{key}</kbd>
					</dt>
					<dd>{description}</dd>
				</div>
			))}
		</dl>
	</Dialog>
);

const DIALOGS = {
	stock: StockDialog,
	settings: SettingsDialog,
	hours: StoreHours,
	closing: StoreClosing,
	blocks: BlocksOfStore,
	keys: KeysDialog,
};
