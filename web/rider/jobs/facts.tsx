import type { ComponentChildren } from "preact";

export type Fact = [name: string, value: ComponentChildren];

/** Unknown facts are left out. `short` ones are shown side by side. */
export const Facts = ({ facts, short }: { facts: (Fact | undefined)[]; short?: boolean }) => (
	<dl class={short ? "facts short" : "facts"}>
		{facts
			.filter((fact) => fact !== undefined)
			.map(([name, value]) => (
				<div key={name}>
					<dt>{name}</dt>
					<dd>{value}</dd>
				</div>
			))}
	</dl>
);
