import { useState } from "preact/hooks";
import { put } from "../api.ts";
import { useCommand } from "../command.ts";
import { CommandButton } from "../ui/Button.tsx";
import { Dialog } from "../ui/Dialog.tsx";
import { Field } from "../ui/Field.tsx";
import { Form } from "../ui/Form.tsx";
import { ProblemNote } from "../ui/ProblemNote.tsx";
import { Skeleton } from "../ui/Skeleton.tsx";
import { Block } from "./block.tsx";
import { texts } from "./block-texts.ts";
import { blockPath, useBlocks } from "./blocks.ts";

interface BlockDialogProps {
	storeId: string;
	customerId: string;
	/** The customer in words. */
	who: string;
	onClose: () => void;
}

/** Blocks a customer at a store, or lifts the block. */
export const BlockDialog = ({ customerId, onClose, storeId, who }: BlockDialogProps) => {
	const t = texts.value;
	const blocks = useBlocks(storeId);
	const [reason, setReason] = useState("");
	const command = useCommand(() => put(blockPath(storeId, customerId), { reason }).finally(blocks.load));
	const problem = command.problem.value;
	const loaded = blocks.value.value;
	const block = loaded?.find((one) => one.customerId === customerId);
	return (
		<Dialog title={t.title(who)} onClose={onClose}>
			<div role="status">
				{block && (
					<Block block={block} who={who} onDone={blocks.load}>
						<b>{t.blocked}</b>
					</Block>
				)}
			</div>
			<ProblemNote problem={blocks.problem.value} />
			{!loaded && !blocks.problem.value && <Skeleton />}
			{loaded && !block && (
				<Form look="stack" onSend={command.run}>
					<p>{t.hint}</p>
					<Field label={t.reason} value={reason} onValue={setReason} maxLength={200} wrong={problem?.of("reason")} takesFocus />
					<ProblemNote problem={problem} />
					<CommandButton command={command} look="danger" wide>
						{t.block}
					</CommandButton>
				</Form>
			)}
		</Dialog>
	);
};
