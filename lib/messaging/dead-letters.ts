import type { StoredDeadLetter } from "../../contracts/inspection.ts";
import { type Figure, gauge } from "../observability/metrics.ts";
import type { Table } from "../storage/table.ts";

type DeadLetters = Table<StoredDeadLetter>;

const MAX_COUNTED = 100;
const byGroup = new Map<string, DeadLetters>();

const countOf = async (group: string, deadLetters: DeadLetters): Promise<Figure> => [
	{ group },
	(await deadLetters.scan({ limit: MAX_COUNTED })).length,
];

gauge("cortado_dead_letters", `Dead letters that have not been retried, by group, counted up to ${MAX_COUNTED}.`, ["group"], async () => {
	const counted = await Promise.allSettled(Array.from(byGroup, ([group, deadLetters]) => countOf(group, deadLetters)));
	return counted.flatMap((count) => (count.status === "fulfilled" ? [count.value] : []));
});

export const showDeadLetters = (group: string, deadLetters: DeadLetters): void => void byGroup.set(group, deadLetters);

/** Stores one dead letter per message and group, however often it is called. */
export const storeDeadLetter = async (deadLetters: DeadLetters, dead: StoredDeadLetter): Promise<void> => {
	await deadLetters.insert(`${dead.group}:${dead.id}`, dead);
};
