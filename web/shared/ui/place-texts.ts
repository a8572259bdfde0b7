import { dictionary, plural } from "../i18n.ts";

const ko = {
	example: "예: 강남구 역삼동 12-3",
	recent: "최근 주소",
	count: (places: number) => `검색 결과 ${places}개`,
	unknown: "검색 결과가 없습니다. 구, 동 또는 도로 이름으로 검색해 주세요.",
	chooseOne: "검색 결과에서 주소를 선택해 주세요.",
};

const en: typeof ko = {
	example: "For example: Yeoksam-dong, Gangnam-gu",
	recent: "Recent addresses",
	count: (places) => plural(places, "result", "results"),
	unknown: "No results. Search for a district, neighborhood or street.",
	chooseOne: "Choose an address from the results.",
};

export const placeTexts = dictionary(ko, en);
