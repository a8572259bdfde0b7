import { type Signal, signal } from "@preact/signals";
import type { ComponentType } from "preact";
import { useEffect } from "preact/hooks";
import { texts } from "../shared/texts.ts";
import { Button } from "../shared/ui/Button.tsx";
import { Skeleton } from "../shared/ui/Skeleton.tsx";

/** A build that has been replaced meanwhile has other names for what is missing, so the page is loaded again. */
const Missing = () => (
	<div class="card" role="alert">
		<p>{texts.value.no_answer}</p>
		<Button onPress={() => location.reload()}>{texts.value.again}</Button>
	</div>
);

/** A view whose code comes when it is wanted. */
export class Later<Props extends object> {
	readonly #view: Signal<ComponentType<Props> | "missing" | undefined> = signal(undefined);
	readonly #bring: () => Promise<ComponentType<Props>>;

	constructor(bring: () => Promise<ComponentType<Props>>) {
		this.#bring = bring;
	}

	/** Ahead of its being shown. */
	load = async (): Promise<void> => {
		if (typeof this.#view.value === "function") return;
		this.#view.value = await this.#bring().catch(() => "missing" as const);
	};

	View = (props: Props) => {
		useEffect(() => void this.load(), []);
		const View = this.#view.value;
		if (View === "missing") return <Missing />;
		return View ? <View {...props} /> : <Skeleton lines={6} />;
	};
}
