import type { Allergen } from "../../../contracts/notation/common.ts";
import { dictionary } from "../i18n.ts";

const ko: Record<Allergen, string> = {
	milk: "우유",
	egg: "달걀",
	wheat: "밀",
	buckwheat: "메밀",
	soybean: "대두",
	peanut: "땅콩",
	walnut: "호두",
	pine_nut: "잣",
	almond: "아몬드",
	hazelnut: "헤이즐넛",
	sesame: "참깨",
	peach: "복숭아",
	tomato: "토마토",
	sulfite: "아황산류",
	pork: "돼지고기",
	beef: "쇠고기",
	chicken: "닭고기",
	mackerel: "고등어",
	squid: "오징어",
	shrimp: "새우",
	crab: "게",
	shellfish: "조개류",
};

const en: Record<Allergen, string> = {
	milk: "milk",
	egg: "egg",
	wheat: "wheat",
	buckwheat: "buckwheat",
	soybean: "soybean",
	peanut: "peanut",
	walnut: "walnut",
	pine_nut: "pine nut",
	almond: "almond",
	hazelnut: "hazelnut",
	sesame: "sesame",
	peach: "peach",
	tomato: "tomato",
	sulfite: "sulfites",
	pork: "pork",
	beef: "beef",
	chicken: "chicken",
	mackerel: "mackerel",
	squid: "squid",
	shrimp: "shrimp",
	crab: "crab",
	shellfish: "shellfish",
};

export const allergenNames = dictionary(ko, en);
