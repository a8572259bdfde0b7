import type { FoundPlace } from "../../../contracts/place.ts";
import { AREAS, type Area } from "./seoul.ts";

export const MAX_RESULTS = 10;

const CITY = /^(서울(특별시|시)?|seoul(-si)?)$/i;
const KOREAN = /[가-힣]/;
const DISTRICTS = new RegExp(
	`(${AREAS.filter(({ district }) => !district)
		.map(({ ko }) => ko)
		.join("|")})(?=[가-힣])`,
	"g",
);

/** The words of an address. A district that is written together with what follows is a word of its own. */
const wordsOf = (query: string): string[] =>
	query
		.replace(/^서울(특별시|시)?(?=[가-힣]+구)/, "")
		.replace(DISTRICTS, "$1 ")
		.split(/[\s,]+/)
		.filter((word) => word !== "" && !CITY.test(word));

const latin = (text: string): string => text.toLowerCase().replaceAll(/[\s.-]/g, "");

/** The names that an area is known by, best first: 역삼동 and 역삼, yeoksamdong and yeoksam. */
const NAMES = new Map(
	AREAS.map((area) => [
		area,
		{ ko: [area.ko, area.ko.replace(/[구동]$/, "")], en: [latin(area.en), latin(area.en.replace(/-(gu|dong)$/, ""))] },
	]),
);

/** A numbered part stands for the whole: 역삼1동 → 역삼동, 종로3가 → 종로. */
const formsOf = (word: string): string[] => {
	const [, whole] = /^([가-힣]{1,5}?)제?\d[\d.·]*(가\d*)?(동|가)?$/.exec(word) ?? [];
	return whole ? [`${whole}동`, whole] : [word];
};

const MIN_LATIN = 2;

/** How well a word names an area: 3 by its full name, 2 without its suffix, 1 by the beginning, 0 not at all. */
const fitOf = (word: string, area: Area): number => {
	const names = NAMES.get(area)!;
	if (!KOREAN.test(word)) return latin(word).length < MIN_LATIN ? 0 : best(latin(word), names.en);
	return Math.max(...formsOf(word).map((form) => best(form, names.ko)));
};

const best = (word: string, [full = "", short]: string[]): number => {
	if (word === full) return 3;
	if (word === short) return 2;
	return full.startsWith(word) ? 1 : 0;
};

interface Fit {
	index: number;
	fit: number;
}
const NO_FIT: Fit = { index: -1, fit: 0 };

const bestWord = (words: string[], area: Area): Fit =>
	words.reduce((found, word, index) => {
		const fit = fitOf(word, area);
		return fit > found.fit ? { index, fit } : found;
	}, NO_FIT);

interface Match {
	area: Area;
	score: number;
	/** The words that are not the area's or its district's name. */
	rest: string[];
}

const without = (words: string[], ...indexes: number[]): string[] => words.filter((_, index) => !indexes.includes(index));

const matchOf = (words: string[], area: Area, namesDistrict: boolean): Match | undefined => {
	if (!area.district) {
		const { fit, index } = bestWord(words, area);
		return fit > 0 ? { area, score: fit, rest: without(words, index) } : undefined;
	}
	const district = bestWord(words, area.district);
	const isWithin = district.fit === 3;
	if (namesDistrict && !isWithin) return undefined;
	const others = words.map((word, index) => (isWithin && index === district.index ? "" : word));
	const own = bestWord(others, area);
	if (own.fit > 0) return { area, score: own.fit + (isWithin ? 4 : 0), rest: without(words, own.index, isWithin ? district.index : -1) };
	// A district alone lists its neighbourhoods.
	return isWithin && words.length === 1 ? { area, score: 0.5, rest: [] } : undefined;
};

const placeOf = ({ area, rest }: Match): FoundPlace => {
	const { district, en, ko, lat, lng } = area;
	const detail = rest.join(" ");
	return {
		name: { ko: district ? `${district.ko} ${ko}` : ko, en: district ? `${en}, ${district.en}` : en },
		location: { address: ["서울", district?.ko, ko, detail].filter(Boolean).join(" "), lat, lng },
	};
};

/** Finds Seoul's districts, neighbourhoods and main streets by their Korean or romanised name. */
export const searchSeoul = (query: string): FoundPlace[] => {
	const words = wordsOf(query);
	const namesDistrict = words.some((word) => AREAS.some((area) => !area.district && fitOf(word, area) === 3));
	const matches = AREAS.map((area) => matchOf(words, area, namesDistrict)).filter((match) => match !== undefined);
	const fewest = Math.min(...matches.map(({ rest }) => rest.length));
	return matches
		.filter(({ rest }) => rest.length === fewest)
		.sort((one, other) => other.score - one.score)
		.slice(0, MAX_RESULTS)
		.map(placeOf);
};
