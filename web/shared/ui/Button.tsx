import type { ComponentChildren } from "preact";
import type { Command } from "../command.ts";
import { texts } from "../texts.ts";

interface Look {
	look?: "main" | "plain" | "danger" | "quiet" | "link";
	wide?: boolean;
	label?: string;
	children: ComponentChildren;
}

interface ButtonProps extends Look {
	onPress: () => unknown;
	isOff?: boolean;
	isPressed?: boolean;
	id?: string;
}

const classes = ({ look = "plain", wide }: Look): string => `button ${look}${wide ? " wide" : ""}`;

/** Uses `aria-disabled`: a `disabled` button loses the focus and is skipped by screen readers. */
export const Button = ({ children, id, isOff, isPressed, label, onPress, ...look }: ButtonProps) => (
	<button
		type="button"
		id={id}
		class={classes({ ...look, children })}
		aria-disabled={isOff || undefined}
		aria-pressed={isPressed}
		aria-label={label}
		onClick={() => void (isOff || onPress())}
	>
		{children}
	</button>
);

interface CommandButtonProps extends Look {
	command: Command;
	isOff?: boolean;
	/** Called after success. */
	onDone?: () => unknown;
}

/** Shows progress, and counts down until a retry is allowed. */
export const CommandButton = ({ children, command, isOff, label, onDone, ...look }: CommandButtonProps) => {
	const seconds = command.waitSeconds;
	const isSending = command.isSending.value;
	const press = async () => {
		if (await command.run()) onDone?.();
	};
	return (
		<Button {...look} {...(label ? { label } : undefined)} isOff={isOff || isSending || seconds > 0} onPress={press}>
			{isSending ? `${texts.value.sending} …` : seconds > 0 ? texts.value.againIn(seconds) : children}
		</Button>
	);
};
