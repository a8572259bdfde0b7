import type { Language } from "../../../contracts/catalogue/problems.ts";
import { qualityValuesOf } from "./quality-values.ts";

/** The language that `Accept-Language` prefers among ours; Korean if it lists none of them. */
export const languageOf = (header: string | undefined): Language => {
	if (!header) return "ko";
	const accepted = qualityValuesOf(header)
		.map(({ name, quality }) => ({ language: name.split("-")[0]!, quality }))
		.filter(({ language, quality }) => (language === "ko" || language === "en") && quality > 0)
		.sort((a, b) => b.quality - a.quality);
	return (accepted[0]?.language as Language | undefined) ?? "ko";
};
