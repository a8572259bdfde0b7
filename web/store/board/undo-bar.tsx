import { Button } from "../../shared/ui/Button.tsx";
import type { Desk } from "../desk/desk.ts";
import { texts } from "../texts.ts";

/** Always rendered: screen readers announce changes only in an existing live region, and it covers no ticket. */
export const UndoBar = ({ desk }: { desk: Desk }) => {
	const pending = desk.undo.pending.value;
	return (
		<div class="undo" role="status">
			{pending && (
				<>
					<span>{texts.value.undoFor(pending.label)}</span>
					<span class="undo-time" key={pending.orderId} aria-hidden="true" />
					<Button onPress={() => desk.undoLast()}>
						{texts.value.undo}{" "}
						<span class="key" aria-hidden="true">
							U
						</span>
					</Button>
				</>
			)}
		</div>
	);
};
