import type { ComponentType } from "preact";
import { Dialog } from "../ui/Dialog.tsx";
import { ProblemNote } from "../ui/ProblemNote.tsx";
import { Skeleton } from "../ui/Skeleton.tsx";
import { Block } from "./block.tsx";
import { texts } from "./block-texts.ts";
import { useBlocks } from "./blocks.ts";

interface BlocksDialogProps {
	storeId: string;
	storeName: string;
	/** Shows a customer: staff know them by their orders, operators by their names. */
	Customer: ComponentType<{ id: string }>;
	onClose: () => void;
}

/** The customers whom a store has blocked. */
export const BlocksDialog = ({ Customer, onClose, storeId, storeName }: BlocksDialogProps) => {
	const t = texts.value;
	const blocks = useBlocks(storeId);
	const loaded = blocks.value.value;
	return (
		<Dialog title={t.listTitle(storeName)} onClose={onClose}>
			<ProblemNote problem={blocks.problem.value} />
			{!loaded && !blocks.problem.value && <Skeleton />}
			{loaded?.length === 0 && <p class="muted">{t.none}</p>}
			<ul class="stack">
				{loaded?.map((block) => (
					<li key={block.customerId}>
						<Block block={block} who={block.customerId} onDone={blocks.load}>
							<b>
								<Customer id={block.customerId} />
							</b>
						</Block>
					</li>
				))}
			</ul>
		</Dialog>
	);
};
