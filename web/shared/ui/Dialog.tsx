import type { ComponentChildren } from "preact";
import { useId, useLayoutEffect, useRef } from "preact/hooks";
import { texts } from "../texts.ts";
import { Button } from "./Button.tsx";

interface DialogProps {
	title: string;
	/** At the bottom of a narrow screen, with the way out at the top. */
	isSheet?: boolean;
	onClose: () => void;
	children: ComponentChildren;
}

/** A modal dialog, open while mounted. The browser traps and restores the focus. */
export const Dialog = ({ children, isSheet, onClose, title }: DialogProps) => {
	const element = useRef<HTMLDialogElement>(null);
	/** The close event of a dialog that another one has replaced comes late, and must not close that one. */
	const isShown = useRef(true);
	const id = useId();
	// In a layout effect, so that the next key press goes to the dialog.
	useLayoutEffect(() => {
		element.current?.showModal();
		return () => {
			isShown.current = false;
			element.current?.close();
		};
	}, []);
	const close = (
		<Button look={isSheet ? "quiet" : "plain"} onPress={onClose}>
			{texts.value.close}
		</Button>
	);
	return (
		<dialog ref={element} class={isSheet ? "dialog sheet" : "dialog"} aria-labelledby={id} onClose={() => isShown.current && onClose()}>
			<div class="stack">
				<div class="row between head">
					<h2 id={id}>{title}</h2>
					{isSheet && close}
				</div>
				{children}
				{!isSheet && close}
			</div>
		</dialog>
	);
};
