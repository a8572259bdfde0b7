import type { Overview } from "../../../contracts/ops.ts";
import { StatusWord, type Tone } from "../../shared/ui/StatusWord.tsx";
import { Region, Rows } from "../ui/region.tsx";
import type { Column } from "../ui/table.tsx";
import { texts } from "./status-texts.ts";
import { type Breaker, TROUBLED } from "./trouble.ts";

const TONES: Record<Breaker["state"], Tone> = { closed: "plain", half_open: "warn", open: "danger" };

const columns = (): Column<Breaker>[] => {
	const said = texts.value.breaker;
	return [
		{
			head: said.what,
			cell: ({ action, node, on }) => (
				<>
					{node} → {action} {on !== node && <span class="muted small">{said.on(on)}</span>}
				</>
			),
		},
		{ head: said.state, cell: ({ state }) => <StatusWord tone={TONES[state]}>{said[state]}</StatusWord> },
	];
};

export const Breakers = ({ overview: { breakers } }: { overview: Overview }) => {
	const said = texts.value.breaker;
	return (
		<Region title={said.title} troubles={breakers.filter(TROUBLED.breaker).length}>
			<Rows
				caption={said.title}
				columns={columns()}
				rows={breakers}
				keyOf={({ action, node, on }) => `${node} ${action} ${on}`}
				isTroubled={TROUBLED.breaker}
				most={0}
				calm={<StatusWord tone="good">{breakers.length > 0 ? said.allClosed(breakers.length) : said.none}</StatusWord>}
			/>
		</Region>
	);
};
