import { dictionary } from "../../shared/i18n.ts";

const ko = {
	search: "메뉴 검색",
	categories: "메뉴 종류",
	others: "그 밖의 메뉴",
	nothingFound: (query: string) => `'${query}'에 맞는 메뉴가 없습니다.`,
	add: "담기",
	addOf: (name: string) => `${name} 담기`,
	inCart: (count: number) => `담은 수량 ${count}`,
	kcal: (kcal: number) => `${kcal} kcal`,
	caffeine: (milligrams: number) => `카페인 ${milligrams} mg`,
	allergens: (names: string) => `알레르기 유발 성분: ${names}`,
	extra: (price: string) => `+${price}`,
	upTo: (count: number) => `최대 ${count}가지`,
	quantity: "수량",
	addFor: (total: string) => `${total} 담기`,
	changeTo: (total: string) => `${total}으로 변경`,
	choose: (group: string) => `'${group}' 항목을 선택해 주세요.`,
	change: "옵션 변경",
	optionSoldOut: "선택한 옵션이 품절되었습니다.",
	optionGone: "더 이상 제공하지 않는 옵션이 있습니다.",
	viewCart: "장바구니 보기",
};

const en: typeof ko = {
	search: "Search the menu",
	categories: "Menu sections",
	others: "More",
	nothingFound: (query) => `Nothing on the menu matches “${query}”.`,
	add: "Add",
	addOf: (name) => `Add ${name}`,
	inCart: (count) => `${count} in your cart`,
	kcal: (kcal) => `${kcal} kcal`,
	caffeine: (milligrams) => `${milligrams} mg caffeine`,
	allergens: (names) => `Contains ${names}`,
	extra: (price) => `+${price}`,
	upTo: (count) => `up to ${count}`,
	quantity: "Quantity",
	addFor: (total) => `Add for ${total}`,
	changeTo: (total) => `Change for ${total}`,
	choose: (group) => `Please choose: ${group}.`,
	change: "Change options",
	optionSoldOut: "An option you chose is sold out.",
	optionGone: "An option you chose is no longer offered.",
	viewCart: "View cart",
};

/** Texts of the menu, its options and the lines of the cart. */
export const menuTexts = dictionary(ko, en);
