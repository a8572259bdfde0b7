import type { Language } from "../../contracts/catalogue/problems.ts";
import type { Text } from "../../contracts/notation/common.ts";
import type { OrderMessage, ReasonCode } from "../../contracts/order.ts";

/** One text each; a missing text does not compile. */
export type Topic =
	| OrderMessage
	| "order.ready_for_rider"
	| "order.accepted_for_later"
	| "order.cancellation_granted"
	| "delivery.ready"
	| "payment.declined"
	| "payment.refunded";

export interface Facts {
	number: string | null;
	amount: number;
	/** When a scheduled order is for. */
	when?: Text;
	/** Why the order ended: a code, or the store's own text. */
	reason: string | null;
}

interface Texts {
	title: Text;
	message: Text;
}

/** `{number}`, `{amount}`, `{reason}` and `{when}` are replaced by the facts. */
export const TEXTS: Record<Topic, Texts> = {
	"order.placed": {
		title: { ko: "주문 접수", en: "Order placed" },
		message: {
			ko: "{number}번 주문이 접수되었습니다. 결제가 완료되면 매장에 전달됩니다.",
			en: "Order {number} was placed. It goes to the store once it is paid.",
		},
	},
	"order.submitted": {
		title: { ko: "매장 전달", en: "Sent to the store" },
		message: { ko: "{number}번 주문을 매장에 전달했습니다.", en: "Order {number} was sent to the store." },
	},
	"order.accepted": {
		title: { ko: "매장 수락", en: "Order accepted" },
		message: { ko: "매장에서 {number}번 주문을 수락했습니다.", en: "The store accepted order {number}." },
	},
	"order.accepted_for_later": {
		title: { ko: "예약 확정", en: "Scheduled" },
		message: {
			ko: "매장에서 {number}번 예약 주문을 수락했습니다. 예약 시간: {when}",
			en: "The store accepted order {number} for {when}.",
		},
	},
	"order.preparing": {
		title: { ko: "준비 시작", en: "Being prepared" },
		message: { ko: "{number}번 주문을 준비하고 있습니다.", en: "Order {number} is being prepared." },
	},
	"order.ready": {
		title: { ko: "준비 완료", en: "Ready" },
		message: { ko: "{number}번 주문이 준비되었습니다. 매장에서 픽업해 주세요.", en: "Order {number} is ready for pickup." },
	},
	"order.ready_for_rider": {
		title: { ko: "준비 완료", en: "Ready" },
		message: {
			ko: "{number}번 주문이 준비되어 라이더의 픽업을 기다리고 있습니다.",
			en: "Order {number} is ready and waiting for its rider.",
		},
	},
	"order.departed": {
		title: { ko: "배달 출발", en: "Out for delivery" },
		message: { ko: "{number}번 주문의 배달이 시작되었습니다.", en: "Order {number} is out for delivery." },
	},
	"order.completed": {
		title: { ko: "주문 완료", en: "Completed" },
		message: { ko: "{number}번 주문이 완료되었습니다. 이용해 주셔서 감사합니다.", en: "Order {number} is complete. Thank you." },
	},
	"order.cancelled": {
		title: { ko: "주문 취소", en: "Cancelled" },
		message: { ko: "{number}번 주문이 취소되었습니다. {reason}", en: "Order {number} was cancelled. {reason}" },
	},
	"order.rejected": {
		title: { ko: "주문 거절", en: "Rejected" },
		message: { ko: "매장 사정으로 {number}번 주문이 거절되었습니다. {reason}", en: "The store could not accept order {number}. {reason}" },
	},
	"order.refunded": {
		title: { ko: "환불 접수", en: "Refund started" },
		message: { ko: "{number}번 주문의 환불이 접수되었습니다.", en: "Order {number} will be refunded." },
	},
	"order.cancellation_held": {
		title: { ko: "취소 요청 확인 중", en: "Cancellation pending" },
		message: {
			ko: "{number}번 주문의 취소 가능 여부를 확인하고 있습니다. 결과를 알려 드리겠습니다.",
			en: "We are checking whether order {number} can still be cancelled and will let you know.",
		},
	},
	"order.cancellation_refused": {
		title: { ko: "취소 불가", en: "Cancellation refused" },
		message: {
			ko: "{number}번 주문은 이미 진행 중이어서 취소할 수 없습니다.",
			en: "Order {number} is too far along to be cancelled.",
		},
	},
	"order.cancellation_granted": {
		title: { ko: "취소 완료", en: "Cancellation confirmed" },
		message: { ko: "요청하신 대로 {number}번 주문이 취소되었습니다.", en: "Order {number} was cancelled as you requested." },
	},
	"payment.declined": {
		title: { ko: "결제 실패", en: "Payment declined" },
		message: {
			ko: "{amount}원 결제에 실패했습니다. 결제 기한이 지나기 전에 다시 시도해 주세요.",
			en: "The payment of {amount} won was declined. Please try again before the payment deadline.",
		},
	},
	"delivery.ready": {
		title: { ko: "픽업 준비 완료", en: "Ready for pickup" },
		message: {
			ko: "배달하실 {number}번 주문이 준비되었습니다. 매장에서 픽업해 주세요.",
			en: "Order {number} is ready. Please pick it up at the store for delivery.",
		},
	},
	"payment.refunded": {
		title: { ko: "환불 완료", en: "Refunded" },
		message: { ko: "{amount}원이 환불되었습니다.", en: "{amount} won has been refunded." },
	},
};

/** Texts for reason codes; any other reason is a person's own text. */
export const REASONS: Record<ReasonCode, Text> = {
	customer: { ko: "", en: "" },
	store_closed: { ko: "예약 시간에 매장이 문을 닫습니다.", en: "The store will be closed at that time." },
	out_of_stock: { ko: "재고가 부족합니다.", en: "It is out of stock." },
	payment_expired: { ko: "결제 기한이 지났습니다.", en: "The payment deadline has passed." },
	store_unanswered: { ko: "매장에서 응답하지 않았습니다.", en: "The store did not respond." },
	uncollected: { ko: "픽업 시간이 지났습니다.", en: "It was not picked up in time." },
	undeliverable: { ko: "배달을 완료하지 못했습니다.", en: "It could not be delivered." },
	sold_out: { ko: "품절되었습니다.", en: "It is sold out." },
	closing: { ko: "영업이 곧 끝납니다.", en: "The store is about to close." },
	out_of_ingredients: { ko: "재료가 떨어졌습니다.", en: "The store has run out of ingredients." },
	no_rider: { ko: "배정할 수 있는 라이더가 없습니다.", en: "No rider is available." },
	address_unclear: { ko: "주소를 확인할 수 없습니다.", en: "The address is unclear." },
	recipient_absent: { ko: "받는 분이 계시지 않았습니다.", en: "Nobody was there." },
	wrong_address: { ko: "주소가 올바르지 않습니다.", en: "The address is wrong." },
	refused_by_recipient: { ko: "받는 분이 수령을 거부했습니다.", en: "The recipient refused it." },
	accident: { ko: "배달 중 사고가 있었습니다.", en: "There was an accident on the way." },
};

const reasonIn = (reason: string, language: Language): string =>
	Object.hasOwn(REASONS, reason) ? REASONS[reason as ReasonCode][language] : reason;

/** The facts as shown to the customer; also the variables of a template. */
export const variablesOf = ({ amount, number, reason, when }: Facts, language: Language): Record<string, string> => ({
	number: number ?? "",
	amount: amount.toLocaleString("en-US"),
	reason: reason === null ? "" : reasonIn(reason, language),
	...(when ? { when: when[language] } : undefined),
});

export const textOf = (topic: Topic, facts: Facts, language: Language): { title: string; message: string } => {
	const { message, title } = TEXTS[topic];
	const variables = variablesOf(facts, language);
	return { title: title[language], message: message[language].replace(/\{(\w+)\}/g, (_, name: string) => variables[name] ?? "").trim() };
};
