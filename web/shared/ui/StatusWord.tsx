export type Tone = "plain" | "good" | "info" | "warn" | "late" | "danger";

const SIGNS: Record<Tone, string> = { plain: "○", good: "✓", info: "●", warn: "!", late: "▲", danger: "✕" };

/** A word, a symbol and a color: color alone is not accessible. */
export const StatusWord = ({ children, tone = "plain" }: { children: string; tone?: Tone }) => (
	<span class={`status tone-${tone}`}>
		<span aria-hidden="true">{SIGNS[tone]}</span>
		{children}
	</span>
);
