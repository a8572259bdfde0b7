import { type Signal, signal } from "@preact/signals";
import { useEffect, useMemo } from "preact/hooks";
import { get } from "../../shared/api.ts";
import { Problem } from "../../shared/problem.ts";

interface Page<Item> {
	items: Item[];
	nextCursor: string | null;
}

/** A list that is loaded page by page. */
export class Listing<Item extends { id: string }> {
	readonly items: Signal<Item[] | undefined> = signal(undefined);
	readonly next: Signal<string | null> = signal(null);
	readonly problem: Signal<Problem | undefined> = signal(undefined);
	#path: string;

	constructor(path: string) {
		this.#path = path;
	}

	/** Loads the first page anew. */
	load = (): Promise<void> =>
		this.#read("", ({ items, nextCursor }) => {
			this.items.value = items;
			this.next.value = nextCursor;
		});

	more = (): Promise<void> =>
		this.#read(this.next.value ?? "", ({ items, nextCursor }) => {
			this.items.value = [...(this.items.value ?? []), ...items];
			this.next.value = nextCursor;
		});

	/** Updates the first page and keeps the items of later pages. */
	refresh = (): Promise<void> =>
		this.#read("", ({ items, nextCursor }) => {
			const first = new Set(items.map(({ id }) => id));
			const rest = (this.items.value ?? []).filter(({ id }) => !first.has(id));
			this.items.value = [...items, ...rest];
			if (rest.length === 0) this.next.value = nextCursor;
		});

	/** Changes a listed item in place. False if it is not listed. */
	update(id: string, change: Partial<Item>): boolean {
		const items = this.items.value ?? [];
		if (!items.some((item) => item.id === id)) return false;
		this.items.value = items.map((item) => (item.id === id ? { ...item, ...change } : item));
		return true;
	}

	async #read(cursor: string, apply: (page: Page<Item>) => void): Promise<void> {
		try {
			const mark = this.#path.includes("?") ? "&" : "?";
			apply(await get<Page<Item>>(this.#path + (cursor && `${mark}cursor=${encodeURIComponent(cursor)}`)));
			this.problem.value = undefined;
		} catch (error) {
			if (!(error instanceof Problem)) throw error;
			this.problem.value = error;
		}
	}
}

export function useListing<Item extends { id: string }>(path: string): Listing<Item> {
	const listing = useMemo(() => new Listing<Item>(path), [path]);
	useEffect(() => void listing.load(), [listing]);
	return listing;
}
