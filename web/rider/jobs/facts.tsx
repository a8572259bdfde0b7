import type { ComponentChildren } from "preact";

export type Fact = [name: string, says: ComponentChildren];

/** What is known, side by side where it is `short`; what is not is left out. */
export const Facts = ({ facts, short }: { facts: (Fact | undefined)[]; short?: boolean }) => (
	<dl class={short ? "facts short" : "facts"}>
		{facts
			.filter((fact) => fact !== undefined)
			.map(([name, says]) => (
				<div key={name}>
					<dt>{name}</dt>
					<dd>{says}</dd>
				</div>
			))}
	</dl>
);
