import { type Signal, signal } from "@preact/signals";
import { get } from "../shared/api.ts";
import { serverTime } from "../shared/clock.ts";
import { Problem } from "../shared/problem.ts";
import { type Merge, withNewest, withOlder } from "./list-merge.ts";

interface Page<Item> {
	items: Item[];
	nextCursor: string | null;
}

/** A list that is read page by page, newest first. */
export class PagedList<Item, Body extends Page<Item> = Page<Item>> {
	readonly items: Signal<Item[] | undefined> = signal(undefined);
	/** The newest page, with the fields beside its items. */
	readonly first: Signal<Body | undefined> = signal(undefined);
	readonly problem: Signal<Problem | undefined> = signal(undefined);
	readonly hasMore: Signal<boolean> = signal(false);
	readonly isLoading: Signal<boolean> = signal(false);
	readonly asOf: Signal<number> = signal(0);
	#path: string;
	#idOf: (item: Item) => string;
	#merge: Merge<Item>;
	#cursor: string | null = null;
	#isStale = false;

	/** Pass `merge` if the stream may be ahead of the list. */
	constructor(path: string, idOf: (item: Item) => string, merge: Merge<Item> = (_, incoming) => incoming) {
		this.#path = path;
		this.#idOf = idOf;
		this.#merge = merge;
	}

	/** Loads the newest page and keeps the older ones. A call during a load schedules one more. */
	load = async (): Promise<void> => {
		this.#isStale = this.isLoading.value;
		if (this.isLoading.value) return;
		await this.#loadPage(undefined);
		if (!this.#isStale) return;
		this.#isStale = false;
		await this.load();
	};

	more = (): Promise<void> => this.#loadPage(this.#cursor ?? undefined);

	reset(): void {
		this.items.value = undefined;
		this.#cursor = null;
		this.hasMore.value = false;
	}

	async #loadPage(cursor: string | undefined): Promise<void> {
		this.isLoading.value = true;
		try {
			const query = cursor === undefined ? "" : `?cursor=${encodeURIComponent(cursor)}`;
			this.#add(await get<Body>(`${this.#path}${query}`), cursor === undefined);
		} catch (error) {
			if (!(error instanceof Problem)) throw error;
			this.problem.value = error;
		} finally {
			this.isLoading.value = false;
		}
	}

	#add(body: Body, isNewest: boolean): void {
		const known = this.items.value ?? [];
		const { isJoined, items } = isNewest
			? withNewest(known, body.items, this.#idOf, this.#merge)
			: { items: withOlder(known, body.items, this.#idOf), isJoined: false };
		if (!isJoined) this.#cursor = body.nextCursor;
		if (isNewest) this.first.value = body;
		this.items.value = items;
		this.hasMore.value = this.#cursor !== null;
		this.problem.value = undefined;
		this.asOf.value = serverTime();
	}
}
