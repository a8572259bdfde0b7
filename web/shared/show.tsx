import { effect } from "@preact/signals";
import { type ComponentType, render } from "preact";
import "./base.css";
import "./ui/ui.css";
import { startStream } from "./live.ts";
import { texts } from "./texts.ts";

/** Replaces the skeleton in the HTML with the page and opens the event stream. */
export function show(Page: ComponentType, title: () => string): void {
	const root = document.getElementById("page")!;
	root.replaceChildren();
	effect(() => {
		document.title = `${title()} · ${texts.value.name}`;
	});
	startStream();
	render(<Page />, root);
}
