import type { ComponentChildren } from "preact";
import type { BlockedCustomer } from "../../../contracts/order.ts";
import { del } from "../api.ts";
import { useCommand } from "../command.ts";
import { dayAndTime } from "../format.ts";
import { CommandButton } from "../ui/Button.tsx";
import { ProblemNote } from "../ui/ProblemNote.tsx";
import { texts } from "./block-texts.ts";
import { blockPath } from "./blocks.ts";

interface BlockProps {
	block: BlockedCustomer;
	/** The customer in words, for screen readers. */
	who: string;
	/** Called after each attempt to lift the block. */
	onDone: () => Promise<void>;
	children?: ComponentChildren;
}

/** Why and by whom a customer is blocked, and the means to lift that. */
export const Block = ({ block: { at, by, customerId, reason, storeId }, children, onDone, who }: BlockProps) => {
	const t = texts.value;
	const command = useCommand(() => del(blockPath(storeId, customerId)).finally(onDone));
	return (
		<div class="stack">
			<div class="row between">
				<div>
					{children}
					<p>{reason}</p>
					<p class="muted small">{t.since(dayAndTime(at), by)}</p>
				</div>
				<CommandButton command={command} label={t.unblockOf(who)}>
					{t.unblock}
				</CommandButton>
			</div>
			<ProblemNote problem={command.problem.value} />
		</div>
	);
};
