import type { ComponentChildren } from "preact";
import { useEffect, useLayoutEffect, useState } from "preact/hooks";
import type { RiderOnShift } from "../../../contracts/rider.ts";
import type { StoreOrder } from "../../../contracts/store-order.ts";
import { won } from "../../shared/format.ts";
import { texts as shared } from "../../shared/texts.ts";
import { Button } from "../../shared/ui/Button.tsx";
import { Choice } from "../../shared/ui/Choice.tsx";
import { Dialog } from "../../shared/ui/Dialog.tsx";
import { Field } from "../../shared/ui/Field.tsx";
import { Form } from "../../shared/ui/Form.tsx";
import { ProblemNote } from "../../shared/ui/ProblemNote.tsx";
import type { Desk } from "../desk/desk.ts";
import { deskTexts } from "../desk/desk-texts.ts";
import { SettingsDialog } from "../desk/settings.tsx";
import { StockDialog } from "../desk/stock.tsx";
import { texts } from "../texts.ts";
import type { CommandName } from "./board.ts";

/** Whatever the desk asks at the moment. */
export const Asking = ({ desk }: { desk: Desk }) => {
	const asking = desk.asking.value;
	const close = () => {
		desk.asking.value = undefined;
	};
	if (asking === undefined) return null;
	if (!asking.order) {
		if (asking.what === "stock") return <StockDialog desk={desk} onClose={close} />;
		return asking.what === "settings" ? <SettingsDialog desk={desk} onClose={close} /> : <KeysDialog onClose={close} />;
	}
	const given = { desk, order: asking.order, onClose: close };
	if (asking.what === "takeMoney") return <MoneyDialog {...given} />;
	if (asking.what === "assign") return <AssignDialog {...given} />;
	return <ReasonDialog {...given} name={asking.what} />;
};

interface OrderDialogProps {
	desk: Desk;
	order: StoreOrder;
	onClose: () => void;
}

const ReasonDialog = ({ desk, name, onClose, order }: OrderDialogProps & { name: CommandName }) => {
	const said = deskTexts.value;
	const isReject = name === "reject";
	const reasons = isReject ? said.rejectReasons : said.giveUpReasons;
	const [reason, setReason] = useState(reasons[0]!);
	const [words, setWords] = useState("");
	const [isWrong, setIsWrong] = useState(false);
	const isOther = reason === said.other;
	const send = async () => {
		const given = isOther ? words.trim() : reason;
		setIsWrong(given === "");
		if (given !== "" && (await desk.send(name, order.id, given))) onClose();
	};
	return (
		<Dialog title={isReject ? said.rejectTitle(order.number) : said.giveUpTitle(order.number)} onClose={onClose}>
			<SendingForm desk={desk} name={name} order={order} look="danger" label={texts.value.commands[name]} onSend={send}>
				<Choice
					legend={said.reason}
					options={reasons.map((option) => ({ value: option, label: option }))}
					value={reason}
					onValue={setReason}
				/>
				{isOther && (
					<Field
						label={said.otherReason}
						value={words}
						onValue={setWords}
						maxLength={500}
						wrong={isWrong ? said.otherReason : undefined}
						takesFocus
					/>
				)}
			</SendingForm>
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

/** Enter sends it, as everywhere. */
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

const MoneyDialog = ({ desk, onClose, order }: OrderDialogProps) => {
	const { total } = order.amounts;
	const [taken, setTaken] = useState(String(total));
	const change = Number(taken) - total;
	useLayoutEffect(() => document.querySelector<HTMLInputElement>("#taken")?.select(), []);
	const send = async () => {
		if (await desk.send("takeMoney", order.id)) onClose();
	};
	return (
		<Dialog title={deskTexts.value.moneyTitle(order.number)} onClose={onClose}>
			<SendingForm
				desk={desk}
				name="takeMoney"
				order={order}
				look="main"
				label={texts.value.takeMoney(won(total))}
				isOff={change < 0}
				onSend={send}
			>
				<p class="amount">
					<span class="muted">{deskTexts.value.toTake}</span> <b>{won(total)}</b>
				</p>
				<Field
					id="taken"
					label={deskTexts.value.taken}
					value={taken}
					onValue={(value) => setTaken(value.replace(/\D/g, ""))}
					inputMode="numeric"
					maxLength={9}
				/>
				<p role="status" class="change">
					{change < 0 ? deskTexts.value.tooLittle(won(-change)) : deskTexts.value.change(won(change))}
				</p>
			</SendingForm>
		</Dialog>
	);
};

const AssignDialog = ({ desk, onClose, order }: OrderDialogProps) => {
	const { load, problem, value } = desk.feed.riders;
	useEffect(() => void load(), [load]); // nobody tells who begins a shift
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
								<b>{rider.name ?? rider.id.slice(-4)}</b> <span class="muted">{deskTexts.value.rides(rider.load)}</span>
							</Button>
						</li>
					))}
			</ul>
			<ProblemNote problem={command.problem.value ?? problem.value} />
		</Dialog>
	);
};

const KeysDialog = ({ onClose }: { onClose: () => void }) => (
	<Dialog title={deskTexts.value.keys} onClose={onClose}>
		<dl class="keys">
			{deskTexts.value.keyList.map(([key, does]) => (
				<div key={key}>
					<dt>
						<kbd>{key}</kbd>
					</dt>
					<dd>{does}</dd>
				</div>
			))}
		</dl>
	</Dialog>
);
