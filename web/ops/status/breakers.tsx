import type { Overview } from "../../../contracts/ops.ts";
import { StatusWord, type Tone } from "../../shared/ui/StatusWord.tsx";
import { Region, Rows } from "../ui/region.tsx";
import type { Column } from "../ui/table.tsx";
import { type Breaker, HAS_ISSUE } from "./issues.ts";
import { texts } from "./status-texts.ts";

const TONES: Record<Breaker["state"], Tone> = { closed: "plain", half_open: "warn", open: "danger" };

const columns = (): Column<Breaker>[] => {
	const t = texts.value.breaker;
	return [
		{
			head: t.what,
			cell: ({ action, node, on }) => (
				<>
					{node} → {action} {on !== node && <span class="muted small">{t.on(on)}</span>}
				</>
			),
		},
		{ head: t.state, cell: ({ state }) => <StatusWord tone={TONES[state]}>{t[state]}</StatusWord> },
	];
};

export const Breakers = ({ overview: { breakers } }: { overview: Overview }) => {
	const t = texts.value.breaker;
	return (
		<Region title={t.title} issues={breakers.filter(HAS_ISSUE.breaker).length}>
			<Rows
				caption={t.title}
				columns={columns()}
				rows={breakers}
				keyOf={({ action, node, on }) => `${node} ${action} ${on}`}
				hasIssue={HAS_ISSUE.breaker}
				most={0}
				calm={<StatusWord tone="good">{breakers.length > 0 ? t.allClosed(breakers.length) : t.none}</StatusWord>}
			/>
		</Region>
	);
};
