import { computed, type ReadonlySignal, signal } from "@preact/signals";

export type Language = "ko" | "en";

const KEY = "cortado.language";

const storedLanguage = (): Language => (localStorage.getItem(KEY) === "en" ? "en" : "ko");

export const language = signal<Language>(storedLanguage());

export function changeLanguage(chosen: Language): void {
	localStorage.setItem(KEY, chosen);
	language.value = chosen;
}

language.subscribe((chosen) => {
	document.documentElement.lang = chosen;
});
addEventListener("storage", ({ key }) => {
	if (key === KEY) language.value = storedLanguage();
});

/** A text that is missing in one language does not compile. */
export const dictionary = <Texts>(ko: Texts, en: NoInfer<Texts>): ReadonlySignal<Texts> =>
	computed(() => (language.value === "ko" ? ko : en));

/** "1 cup", "2 cups". */
export const plural = (count: number, one: string, many: string): string => `${count} ${count === 1 ? one : many}`;

/** A bilingual name from the API in the current language. */
export const inLanguage = (text: { ko: string; en: string }): string => text[language.value];
