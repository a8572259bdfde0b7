import type { Language } from "../../lib/problems.ts";

/** The first of our languages that an `Accept-Language` asks for; Korean unless it asks for any. */
export const languageOf = (header: string | undefined): Language => {
	if (!header) return "ko";
	const wishes = header
		.split(",")
		.map((wish) => {
			const [tag = "", ...options] = wish.trim().toLowerCase().split(";");
			const quality = options.map((option) => option.trim()).find((option) => option.startsWith("q="));
			return { language: tag.split("-")[0]!, quality: quality ? Number(quality.slice(2)) : 1 };
		})
		.filter(({ language, quality }) => (language === "ko" || language === "en") && quality > 0)
		.sort((a, b) => b.quality - a.quality);
	return (wishes[0]?.language as Language | undefined) ?? "ko";
};
