import { createdAt } from "../domain/ids.ts";
import type { ActorDocument, ActorStore } from "../storage/actor-store.ts";

const PAGE = 100;

/**
 * Removes documents whose id was created before a time, oldest first, and yields the number removed with each page. A document
 * that waits for its timer or has unpublished messages stays. Several processes may do this at once.
 */
export async function* removeOld<State>(
	documents: ActorStore<State>,
	before: number,
	isOver: (state: State) => boolean = () => true,
): AsyncGenerator<number> {
	const isRemovable = ({ _id, due, outbox, state }: ActorDocument<State>) =>
		createdAt(_id) < before && !due && outbox.length === 0 && isOver(state);
	for (let after = ""; ; ) {
		const page = await documents.list({ after, limit: PAGE });
		const removed = await Promise.all(page.filter(isRemovable).map(({ _id, version }) => documents.remove(_id, version)));
		yield removed.filter(Boolean).length;
		if (page.length < PAGE || page.some(({ _id }) => createdAt(_id) >= before)) return;
		after = page.at(-1)!._id;
	}
}
