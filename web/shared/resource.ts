import { type Signal, signal } from "@preact/signals";
import { useEffect, useMemo } from "preact/hooks";
import { get } from "./api.ts";
import { serverTime } from "./clock.ts";
import { Problem } from "./problem.ts";

const GAP_MS = 250;

/** A resource of the API as signals: its value, its age and the last problem. */
export class Resource<Body> {
	readonly value: Signal<Body | undefined> = signal(undefined);
	readonly problem: Signal<Problem | undefined> = signal(undefined);
	/** Time of the last successful read. */
	readonly asOf: Signal<number> = signal(0);
	#read: () => Promise<Body>;
	#loading: Promise<void> | undefined;
	#isStale = false;

	/** Pass `read` if loading takes more than one request. */
	constructor(path: string, read: () => Promise<Body> = () => get<Body>(path)) {
		this.#read = read;
	}

	/** Loads now. A call during a load schedules one more, since the resource may have changed meanwhile. */
	load = (): Promise<void> => {
		this.#isStale = this.#loading !== undefined;
		this.#loading ??= this.#fetch();
		return this.#loading;
	};

	/** Takes a value from a response or an event. */
	set(body: Body): void {
		this.value.value = body;
		this.problem.value = undefined;
		this.asOf.value = serverTime();
	}

	async #fetch(): Promise<void> {
		try {
			this.set(await this.#read());
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

/** Loads on mount and when the path changes. */
export function useResource<Body>(path: string): Resource<Body> {
	const resource = useMemo(() => new Resource<Body>(path), [path]);
	useEffect(() => void resource.load(), [resource]);
	return resource;
}
