import type { Text } from "../../contracts/common.ts";
import type { OrderMessage } from "../../contracts/order.ts";
import type { Language } from "../../contracts/problems.ts";

/** What is told in words of its own; a text that is missing does not compile. */
export type Topic =
	| OrderMessage
	| "order.ready_for_rider"
	| "order.cancellation_granted"
	| "delivery.ready"
	| "payment.declined"
	| "payment.refunded";

export interface Facts {
	number: string | null;
	amount: number;
	/** Why it ended, by its code or in the store's own words. */
	reason: string | null;
}

interface Texts {
	title: Text;
	message: Text;
}

/** `{number}`, `{amount}` and `{reason}` stand for the facts. */
export const TEXTS: Record<Topic, Texts> = {
	"order.placed": {
		title: { ko: "주문 접수", en: "Order placed" },
		message: {
			ko: "{number}번 주문이 접수되었습니다. 결제를 마치면 매장에 전달됩니다.",
			en: "Order {number} is placed. It goes to the store once it is paid.",
		},
	},
	"order.submitted": {
		title: { ko: "매장 전달", en: "Sent to the store" },
		message: { ko: "{number}번 주문을 매장에 전달했습니다.", en: "Order {number} is with the store, which will answer soon." },
	},
	"order.accepted": {
		title: { ko: "주문 수락", en: "Order accepted" },
		message: { ko: "매장에서 {number}번 주문을 수락했습니다.", en: "The store has accepted order {number}." },
	},
	"order.preparing": {
		title: { ko: "준비 시작", en: "Being prepared" },
		message: { ko: "{number}번 주문을 준비하고 있습니다.", en: "Order {number} is being prepared." },
	},
	"order.ready": {
		title: { ko: "준비 완료", en: "Ready" },
		message: { ko: "{number}번 주문이 준비되었습니다. 매장에서 찾아가 주세요.", en: "Order {number} is ready to be picked up." },
	},
	"order.ready_for_rider": {
		title: { ko: "준비 완료", en: "Ready" },
		message: { ko: "{number}번 주문이 준비되어 라이더를 기다리고 있습니다.", en: "Order {number} is ready and waits for its rider." },
	},
	"order.departed": {
		title: { ko: "배달 출발", en: "On its way" },
		message: { ko: "{number}번 주문이 출발했습니다.", en: "Order {number} is on its way." },
	},
	"order.completed": {
		title: { ko: "주문 완료", en: "Completed" },
		message: { ko: "{number}번 주문이 완료되었습니다. 이용해 주셔서 감사합니다.", en: "Order {number} is completed. Thank you." },
	},
	"order.cancelled": {
		title: { ko: "주문 취소", en: "Cancelled" },
		message: { ko: "{number}번 주문이 취소되었습니다. {reason}", en: "Order {number} was cancelled. {reason}" },
	},
	"order.rejected": {
		title: { ko: "주문 거절", en: "Rejected" },
		message: { ko: "매장에서 {number}번 주문을 받지 못했습니다. {reason}", en: "The store could not take order {number}. {reason}" },
	},
	"order.refunded": {
		title: { ko: "환불 접수", en: "Taken back" },
		message: { ko: "{number}번 주문의 환불이 접수되었습니다.", en: "Order {number} was taken back and will be refunded." },
	},
	"order.cancellation_held": {
		title: { ko: "취소 확인 중", en: "Cancellation under way" },
		message: {
			ko: "{number}번 주문을 취소할 수 있는지 확인하고 있습니다. 결과를 알려 드리겠습니다.",
			en: "Whether order {number} can still be cancelled is being asked. You will hear of it.",
		},
	},
	"order.cancellation_refused": {
		title: { ko: "취소 불가", en: "Cancellation refused" },
		message: {
			ko: "{number}번 주문은 이미 진행되어 취소할 수 없습니다.",
			en: "Order {number} is too far along to be cancelled.",
		},
	},
	"order.cancellation_granted": {
		title: { ko: "취소 완료", en: "Cancellation granted" },
		message: { ko: "요청하신 대로 {number}번 주문을 취소했습니다.", en: "Order {number} was cancelled as you asked." },
	},
	"payment.declined": {
		title: { ko: "결제 실패", en: "Payment declined" },
		message: {
			ko: "{amount}원이 결제되지 않았습니다. 결제 시간이 지나기 전에 다시 시도해 주세요.",
			en: "{amount} won were not charged. Please try again before the time to pay is over.",
		},
	},
	"delivery.ready": {
		title: { ko: "픽업 준비 완료", en: "Ready for you" },
		message: {
			ko: "배달하실 {number}번 주문이 준비되었습니다. 매장에서 받아 가 주세요.",
			en: "Order {number}, which you deliver, is ready: pick it up at the store.",
		},
	},
	"payment.refunded": {
		title: { ko: "환불 완료", en: "Refunded" },
		message: { ko: "{amount}원이 환불되었습니다.", en: "{amount} won were refunded." },
	},
};

/** What an order that nobody wanted to end ends of; any other reason is in the store's own words. */
export const REASONS: Record<string, Text> = {
	customer: { ko: "", en: "" },
	out_of_stock: { ko: "재고가 없습니다.", en: "It is out of stock." },
	payment_expired: { ko: "결제 시간이 지났습니다.", en: "The time to pay was over." },
	store_unanswered: { ko: "매장에서 답하지 않았습니다.", en: "The store did not answer." },
	uncollected: { ko: "찾아가지 않으셨습니다.", en: "It was not collected." },
	undeliverable: { ko: "배달할 수 없었습니다.", en: "It could not be delivered." },
};

/** The facts as the reader is told them: also the variables of a template. */
export const variablesOf = ({ amount, number, reason }: Facts, language: Language): Record<string, string> => ({
	number: number ?? "",
	amount: amount.toLocaleString("en-US"),
	reason: reason === null ? "" : (REASONS[reason]?.[language] ?? reason),
});

export const textOf = (topic: Topic, facts: Facts, language: Language): { title: string; message: string } => {
	const { message, title } = TEXTS[topic];
	const variables = variablesOf(facts, language);
	return { title: title[language], message: message[language].replace(/\{(\w+)\}/g, (_, name: string) => variables[name] ?? "").trim() };
};
