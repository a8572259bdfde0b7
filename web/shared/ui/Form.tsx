import type { ComponentChildren } from "preact";

interface FormProps {
	look: string;
	onSend: () => unknown;
	children: ComponentChildren;
}

/** The hidden submit makes Enter send the form; its visible buttons are plain buttons. */
export const Form = ({ children, look, onSend }: FormProps) => (
	<form
		class={look}
		onSubmit={(event) => {
			event.preventDefault();
			void onSend();
		}}
	>
		{children}
		<input type="submit" hidden />
	</form>
);
