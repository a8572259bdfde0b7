import type { ComponentChildren } from "preact";
import { useId, useLayoutEffect, useRef } from "preact/hooks";
import { texts } from "../texts.ts";
import { Button } from "./Button.tsx";

interface DialogProps {
	title: string;
	onClose: () => void;
	children: ComponentChildren;
}

/** A modal dialog, open while mounted. The browser traps and restores the focus. */
export const Dialog = ({ children, onClose, title }: DialogProps) => {
	const element = useRef<HTMLDialogElement>(null);
	const id = useId();
	// In a layout effect, so that the next key press goes to the dialog.
	useLayoutEffect(() => {
		element.current?.showModal();
		return () => element.current?.close();
	}, []);
	return (
		<dialog ref={element} class="dialog" aria-labelledby={id} onClose={onClose}>
			<div class="stack">
				<h2 id={id}>{title}</h2>
				{children}
				<Button onPress={onClose}>{texts.value.close}</Button>
			</div>
		</dialog>
	);
};
