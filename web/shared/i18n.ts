import { computed, type ReadonlySignal, signal } from "@preact/signals";

export type Language = "ko" | "en";

const KEY = "cortado.language";

const remembered = (): Language => (localStorage.getItem(KEY) === "en" ? "en" : "ko");

export const language = signal<Language>(remembered());

export function speak(chosen: Language): void {
	localStorage.setItem(KEY, chosen);
	language.value = chosen;
}

language.subscribe((chosen) => {
	document.documentElement.lang = chosen;
});
addEventListener("storage", ({ key }) => {
	if (key === KEY) language.value = remembered();
});

/** Both languages say the same, or it does not compile. */
export const dictionary = <Texts>(ko: Texts, en: NoInfer<Texts>): ReadonlySignal<Texts> =>
	computed(() => (language.value === "ko" ? ko : en));

/** "1 cup", "2 cups". */
export const plural = (count: number, one: string, many: string): string => `${count} ${count === 1 ? one : many}`;

/** What a shop has named in both. */
export const inLanguage = (text: { ko: string; en: string }): string => text[language.value];
