import { type Signal, signal } from "@preact/signals";
import { useEffect, useMemo } from "preact/hooks";
import { get } from "./api.ts";
import { serverTime } from "./clock.ts";
import { Problem } from "./problem.ts";

const GAP_MS = 250;

/** Something of the server's that is shown: what is known of it, since when, and what stands in the way of knowing more. */
export class Resource<Body> {
	readonly value: Signal<Body | undefined> = signal(undefined);
	readonly problem: Signal<Problem | undefined> = signal(undefined);
	/** When it was heard last. */
	readonly asOf: Signal<number> = signal(0);
	#read: () => Promise<Body>;
	#loading: Promise<void> | undefined;
	#isStale = false;

	/** `read` where one request does not bring all of it. */
	constructor(path: string, read: () => Promise<Body> = () => get<Body>(path)) {
		this.#read = read;
	}

	/** Asks at once; asked while it asks, once more afterwards, for what happened meanwhile. */
	load = (): Promise<void> => {
		this.#isStale = this.#loading !== undefined;
		this.#loading ??= this.#ask();
		return this.#loading;
	};

	/** What an answer or an event has brought. */
	learn(body: Body): void {
		this.value.value = body;
		this.problem.value = undefined;
		this.asOf.value = serverTime();
	}

	async #ask(): Promise<void> {
		try {
			this.learn(await this.#read());
		} catch (error) {
			if (!(error instanceof Problem)) throw error;
			this.problem.value = error;
		} finally {
			this.#loading = undefined;
		}
		if (this.#isStale) {
			this.#isStale = false;
			setTimeout(this.load, GAP_MS);
		}
	}
}

/** Loaded when its view is shown first, and when the path changes. */
export function useResource<Body>(path: string): Resource<Body> {
	const resource = useMemo(() => new Resource<Body>(path), [path]);
	useEffect(() => void resource.load(), [resource]);
	return resource;
}
