import { dictionary } from "../../shared/i18n.ts";

const ko = {
	from: "보내는 곳",
	to: "받을 곳",
	place: "장소",
	choose: "골라 주세요",
	here: "현재 위치",
	useHere: "현재 위치로",
	finding: "위치를 찾는 중 …",
	notFound: "현재 위치를 알 수 없습니다. 목록에서 골라 주세요.",
	detail: "상세 주소 (동·호수)",
	detailHere: "주소 (라이더가 찾을 수 있게)",
	asking: "요금을 확인하고 있습니다 …",
	quoted: (km: string, minutes: number) => `${km} · 약 ${minutes}분`,
	until: (time: string) => `${time}까지 이 요금`,
	askAgain: "요금 다시 확인",
	signInForFee: "로그인하면 요금을 알 수 있습니다.",
};

const en: typeof ko = {
	from: "From",
	to: "To",
	place: "Place",
	choose: "Choose",
	here: "Where I am",
	useHere: "Use where I am",
	finding: "Finding you …",
	notFound: "Your place is not known. Choose one from the list.",
	detail: "Flat, floor (optional)",
	detailHere: "Address (so that the rider finds it)",
	asking: "Asking for the fee …",
	quoted: (km, minutes) => `${km} · about ${minutes} min`,
	until: (time) => `This fee until ${time}`,
	askAgain: "Ask for the fee again",
	signInForFee: "Sign in to see the fee.",
};

export const placeTexts = dictionary(ko, en);
