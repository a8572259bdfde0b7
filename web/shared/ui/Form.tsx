import type { ComponentChildren } from "preact";

interface FormProps {
	look: string;
	onSend: () => unknown;
	children: ComponentChildren;
}

/** Enter sends it, as everywhere; its buttons are ordinary ones. */
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
