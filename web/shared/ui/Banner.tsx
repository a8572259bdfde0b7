import type { ComponentChildren } from "preact";
import type { Tone } from "./StatusWord.tsx";

/** `isUrgent` interrupts a screen reader. */
export const Banner = ({ children, isUrgent, tone }: { children: ComponentChildren; isUrgent?: boolean; tone: Tone }) => (
	<div class={`banner tone-${tone}`} role={isUrgent ? "alert" : "status"}>
		{children}
	</div>
);
