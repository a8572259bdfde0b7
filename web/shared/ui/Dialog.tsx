import type { ComponentChildren } from "preact";
import { useId, useLayoutEffect, useRef } from "preact/hooks";
import { texts } from "../texts.ts";
import { Button } from "./Button.tsx";

interface DialogProps {
	title: string;
	onClose: () => void;
	children: ComponentChildren;
}

/** Shown while it is there. The browser keeps the focus in it and gives it back. */
export const Dialog = ({ children, onClose, title }: DialogProps) => {
	const element = useRef<HTMLDialogElement>(null);
	const id = useId();
	// At once: what is typed next is meant for it.
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
