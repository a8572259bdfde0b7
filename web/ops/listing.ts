import { type Signal, signal } from "@preact/signals";
import { useEffect, useMemo } from "preact/hooks";
import { get } from "../shared/api.ts";
import { Problem } from "../shared/problem.ts";

interface Page<Item> {
	items: Item[];
	nextCursor: string | null;
}

/** A list that is read page by page. */
export class Listing<Item> {
	readonly items: Signal<Item[] | undefined> = signal(undefined);
	readonly next: Signal<string | null> = signal(null);
	readonly problem: Signal<Problem | undefined> = signal(undefined);
	#path: string;

	constructor(path: string) {
		this.#path = path;
	}

	/** From the beginning. */
	load = (): Promise<void> => this.#read("", []);

	more = (): Promise<void> => this.#read(this.next.value ?? "", this.items.value ?? []);

	async #read(cursor: string, before: Item[]): Promise<void> {
		try {
			const { items, nextCursor } = await get<Page<Item>>(this.#path + (cursor && `?cursor=${encodeURIComponent(cursor)}`));
			this.items.value = [...before, ...items];
			this.next.value = nextCursor;
			this.problem.value = undefined;
		} catch (error) {
			if (!(error instanceof Problem)) throw error;
			this.problem.value = error;
		}
	}
}

export function useListing<Item>(path: string): Listing<Item> {
	const listing = useMemo(() => new Listing<Item>(path), [path]);
	useEffect(() => void listing.load(), [listing]);
	return listing;
}
