import { dictionary } from "../../shared/i18n.ts";

const ko = {
	from: "보내는 곳",
	to: "받는 곳",
	address: "주소",
	here: "현재 위치",
	useHere: "현재 위치 사용",
	finding: "위치를 찾는 중 …",
	notFound: "현재 위치를 확인할 수 없습니다. 주소를 검색해 주세요.",
	detail: "상세 주소 (동·호수)",
	detailHere: "주소 (라이더 안내용)",
	loadingQuote: "배달비를 확인하고 있습니다 …",
	quoted: (km: string, minutes: number) => `${km} · 약 ${minutes}분`,
	until: (time: string) => `${time}까지 유효한 배달비`,
	refreshQuote: "배달비 다시 확인",
	signInForFee: "로그인하면 배달비를 확인할 수 있습니다.",
};

const en: typeof ko = {
	from: "From",
	to: "To",
	address: "Address",
	here: "My location",
	useHere: "Use my location",
	finding: "Finding your location …",
	notFound: "Your location could not be found. Search for an address.",
	detail: "Apartment, floor (optional)",
	detailHere: "Address (for the rider)",
	loadingQuote: "Getting the fee …",
	quoted: (km, minutes) => `${km} · about ${minutes} min`,
	until: (time) => `This fee is valid until ${time}`,
	refreshQuote: "Get the fee again",
	signInForFee: "Sign in to see the fee.",
};

export const placeTexts = dictionary(ko, en);
