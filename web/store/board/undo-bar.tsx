import { Button } from "../../shared/ui/Button.tsx";
import type { Desk } from "../desk/desk.ts";
import { texts } from "../texts.ts";

/** Always there, so that what it says is read out, and nothing moves when it does. */
export const UndoBar = ({ desk }: { desk: Desk }) => {
	const waiting = desk.undo.waiting.value;
	return (
		<div class="undo" role="status">
			{waiting && (
				<>
					<span>{texts.value.undoFor(waiting.what)}</span>
					<Button onPress={() => desk.takeBack()}>
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
