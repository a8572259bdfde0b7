import { dictionary } from "../../shared/i18n.ts";

const ko = {
	pay: "결제",
	method: "결제 수단",
	methods: { card: "카드", transfer: "계좌이체", pay: "간편결제" },
	trial: "테스트 결제",
	trialWhy: "이 시스템은 실제 카드 대신 모의 결제사를 사용합니다. 원하는 결제 결과를 선택해 주세요.",
	outcome: "결제 결과",
	outcomes: { sim_ok: "승인", sim_declined: "거절", sim_timeout_ok: "지연 승인", sim_down: "결제사 장애" },
	payAmount: (store: string, total: string) => (store ? `${store}에서 ${total} 결제하기` : `${total} 결제하기`),
	remaining: "남은 결제 시간",
	checking: "결제를 확인하고 있습니다. 다시 결제하지 마세요.",
	checkingWhy: (time: string) => `결제사의 응답을 기다리고 있습니다. 확인되면 화면이 자동으로 바뀝니다. (늦어도 ${time})`,
	checkingButton: "결제 확인 중",
	declined: "결제가 거절되었습니다. 청구된 금액은 없습니다.",
	tryAgain: "다른 결제 수단으로 다시 시도해 주세요.",
	paid: "결제가 완료되었습니다.",
	expired: "결제 시간이 지나 주문이 취소됩니다. 청구된 금액은 없습니다.",
	priceChanged: (before: string, now: string) => `가격이 ${before}에서 ${now}으로 변경되었습니다. 아직 결제되지 않았습니다.`,
	cancelRule: "제조 전 취소 가능",
	parcelCancelRule: "라이더 배정 전 취소 가능",
};

const en: typeof ko = {
	pay: "Payment",
	method: "Payment method",
	methods: { card: "Card", transfer: "Bank transfer", pay: "Quick pay" },
	trial: "Test payment",
	trialWhy: "This system uses a simulated payment provider instead of real cards. Choose the outcome of the payment.",
	outcome: "Outcome",
	outcomes: { sim_ok: "Approved", sim_declined: "Declined", sim_timeout_ok: "Approved late", sim_down: "Provider down" },
	payAmount: (store, total) => (store ? `Pay ${total} at ${store}` : `Pay ${total}`),
	remaining: "Time left to pay",
	checking: "Checking your payment. Please do not pay again.",
	checkingWhy: (time) => `Waiting for the payment provider. This page updates automatically, by ${time} at the latest.`,
	checkingButton: "Checking your payment",
	declined: "The payment was declined. You were not charged.",
	tryAgain: "Please try another payment method.",
	paid: "Payment complete.",
	expired: "The payment timed out and the order is cancelled. You were not charged.",
	priceChanged: (before, now) => `The price has changed from ${before} to ${now}. You have not paid yet.`,
	cancelRule: "Free cancellation until we start making it",
	parcelCancelRule: "Free cancellation until a rider is assigned",
};

export const payTexts = dictionary(ko, en);
