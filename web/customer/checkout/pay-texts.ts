import { dictionary } from "../../shared/i18n.ts";

const ko = {
	pay: "결제",
	method: "결제 수단",
	methods: { card: "카드", transfer: "계좌이체", pay: "간편결제" },
	trial: "시험 결제",
	trialWhy: "이 시스템에는 실제 카드 대신 모의 결제사가 있습니다. 결제가 어떻게 될지 고를 수 있습니다.",
	outcome: "결과",
	outcomes: { sim_ok: "승인", sim_declined: "거절", sim_timeout_ok: "늦은 승인", sim_down: "결제사 장애" },
	payAmount: (store: string, total: string) => (store ? `${store}에서 ${total} 결제하기` : `${total} 결제하기`),
	remaining: "남은 결제 시간",
	checking: "결제 확인 중… 다시 결제하지 마세요.",
	checkingWhy: (time: string) => `결제사가 아직 답하지 않았습니다. 확인되는 대로 이 화면이 바뀝니다 (늦어도 ${time}).`,
	checkingButton: "결제 확인 중",
	declined: "결제가 거절되었습니다. 청구된 금액은 없습니다.",
	tryAgain: "다른 결제 수단으로 다시 시도할 수 있습니다.",
	paid: "결제되었습니다.",
	over: "결제 시간이 지났습니다. 주문은 취소되고, 청구된 금액은 없습니다.",
	priceChanged: (was: string, now: string) => `그 사이에 가격이 바뀌었습니다: ${was}에서 ${now}. 아직 결제하지 않았습니다.`,
	cancelRule: "제조 전 취소 가능",
	parcelCancelRule: "기사 배정 전 취소 가능",
};

const en: typeof ko = {
	pay: "Payment",
	method: "How you pay",
	methods: { card: "Card", transfer: "Transfer", pay: "Quick pay" },
	trial: "Trial payment",
	trialWhy: "This system has a simulated provider in place of a real card. Choose what becomes of the payment.",
	outcome: "Outcome",
	outcomes: { sim_ok: "Approved", sim_declined: "Declined", sim_timeout_ok: "Approved late", sim_down: "Provider away" },
	payAmount: (store, total) => (store ? `Pay ${total} at ${store}` : `Pay ${total}`),
	remaining: "Time left to pay",
	checking: "Checking your payment… please do not pay again.",
	checkingWhy: (time) => `The provider has not answered yet. This page changes as soon as it does, by ${time} at the latest.`,
	checkingButton: "Checking your payment",
	declined: "The payment was declined. Nothing was charged.",
	tryAgain: "You can try again with another way to pay.",
	paid: "Paid.",
	over: "The time to pay is over. The order is cancelled, and nothing was charged.",
	priceChanged: (was, now) => `The price has changed meanwhile: from ${was} to ${now}. You have not paid yet.`,
	cancelRule: "Free to cancel until made",
	parcelCancelRule: "Free to cancel until a rider is assigned",
};

export const payTexts = dictionary(ko, en);
