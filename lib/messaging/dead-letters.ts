import type { StoredDeadLetter } from "../../contracts/inspection.ts";
import { type Figure, gauge } from "../observability/metrics.ts";
import type { Table } from "../storage/table.ts";

type DeadLetters = Table<StoredDeadLetter>;

const MOST_COUNTED = 100;
const byGroup = new Map<string, DeadLetters>();

const countOf = async (group: string, letters: DeadLetters): Promise<Figure> => [
	{ group },
	(await letters.scan({ limit: MOST_COUNTED })).length,
];

gauge("cortado_dead_letters", `Dead letters that wait for somebody, by group; counted up to ${MOST_COUNTED}.`, ["group"], async () => {
	const counted = await Promise.allSettled(Array.from(byGroup, ([group, letters]) => countOf(group, letters)));
	return counted.flatMap((count) => (count.status === "fulfilled" ? [count.value] : []));
});

export const showDeadLetters = (group: string, letters: DeadLetters): void => void byGroup.set(group, letters);

/** Once per message and group, however often burying is tried. */
export const storeDeadLetter = async (letters: DeadLetters, dead: StoredDeadLetter): Promise<void> => {
	await letters.insert(`${dead.group}:${dead.id}`, dead);
};
