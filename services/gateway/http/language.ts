import type { Language } from "../../../contracts/problems.ts";
import { weightsOf } from "./quality-values.ts";

/** The first of our languages that an `Accept-Language` asks for; Korean unless it asks for any. */
export const languageOf = (header: string | undefined): Language => {
	if (!header) return "ko";
	const wishes = weightsOf(header)
		.map(({ name, quality }) => ({ language: name.split("-")[0]!, quality }))
		.filter(({ language, quality }) => (language === "ko" || language === "en") && quality > 0)
		.sort((a, b) => b.quality - a.quality);
	return (wishes[0]?.language as Language | undefined) ?? "ko";
};
