import type { ReasonCode } from "../../../contracts/order.ts";
import { dictionary } from "../i18n.ts";

type Texts = Record<ReasonCode, string>;

const ko: Texts = {
	customer: "고객 취소",
	payment_expired: "결제 시간 초과",
	store_unanswered: "매장 응답 시간 초과",
	store_closed: "예약 시간에 매장 휴무",
	out_of_stock: "재고 부족",
	uncollected: "미수령",
	undeliverable: "배달 실패",
	sold_out: "품절",
	closing: "영업 마감",
	out_of_ingredients: "재료 소진",
	no_rider: "배정 가능한 라이더 없음",
	address_unclear: "주소 확인 불가",
	recipient_absent: "고객 부재",
	wrong_address: "주소 오류",
	refused_by_recipient: "수령 거부",
	accident: "사고·고장",
};

const en: Texts = {
	customer: "cancelled by the customer",
	payment_expired: "not paid in time",
	store_unanswered: "not answered in time",
	store_closed: "store closed at that time",
	out_of_stock: "out of stock",
	uncollected: "not collected",
	undeliverable: "could not be delivered",
	sold_out: "Sold out",
	closing: "Closing",
	out_of_ingredients: "Out of ingredients",
	no_rider: "No rider available",
	address_unclear: "Address unclear",
	recipient_absent: "Nobody there",
	wrong_address: "Wrong address",
	refused_by_recipient: "Refused by the customer",
	accident: "Accident or breakdown",
};

export const reasons = dictionary(ko, en);

/** What a person has written is quoted, because it is in the writer's language. */
export const reasonText = (reason: string): string =>
	Object.hasOwn(reasons.value, reason) ? reasons.value[reason as ReasonCode] : `“${reason}”`;
