import { effect } from "@preact/signals";
import { type ComponentType, render } from "preact";
import "./base.css";
import "./ui/ui.css";
import { startListening } from "./live.ts";
import { texts } from "./texts.ts";

/** Puts a page into its HTML, in the place of the skeleton there, and begins to listen. */
export function show(Page: ComponentType, title: () => string): void {
	const place = document.getElementById("page")!;
	place.replaceChildren();
	effect(() => {
		document.title = `${title()} · ${texts.value.name}`;
	});
	startListening();
	render(<Page />, place);
}
