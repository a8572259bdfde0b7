export type Tone = "plain" | "good" | "info" | "warn" | "late" | "danger";

const SIGNS: Record<Tone, string> = { plain: "○", good: "✓", info: "●", warn: "!", late: "▲", danger: "✕" };

/** A word, a sign and a colour: never the colour alone. */
export const StatusWord = ({ children, tone = "plain" }: { children: string; tone?: Tone }) => (
	<span class={`status tone-${tone}`}>
		<span aria-hidden="true">{SIGNS[tone]}</span>
		{children}
	</span>
);
