import { type Signal, signal } from "@preact/signals";
import type { ComponentType } from "preact";
import { useEffect } from "preact/hooks";
import { texts } from "../texts.ts";
import { Button } from "./Button.tsx";
import { Skeleton } from "./Skeleton.tsx";

/** After a deployment the chunk has another name, so the whole page is reloaded. */
const Missing = () => (
	<div class="card" role="alert">
		<p>{texts.value.no_answer}</p>
		<Button onPress={() => location.reload()}>{texts.value.again}</Button>
	</div>
);

/** A view whose code is loaded on first use. */
export class LazyView<Props extends object> {
	readonly #view: Signal<ComponentType<Props> | "missing" | undefined> = signal(undefined);
	readonly #importView: () => Promise<ComponentType<Props>>;

	constructor(importView: () => Promise<ComponentType<Props>>) {
		this.#importView = importView;
	}

	/** Preloads the code. */
	load = async (): Promise<void> => {
		if (typeof this.#view.value === "function") return;
		this.#view.value = await this.#importView().catch(() => "missing" as const);
	};

	View = (props: Props) => {
		useEffect(() => void this.load(), []);
		const View = this.#view.value;
		if (View === "missing") return <Missing />;
		return View ? <View {...props} /> : <Skeleton lines={6} />;
	};
}
