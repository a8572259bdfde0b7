import { dictionary, plural } from "../shared/i18n.ts";
import type { Ending } from "./order-rules.ts";

const endings = {
	customer: "요청하신 대로 취소했습니다.",
	payment_expired: "결제 시간이 지나 취소되었습니다.",
	store_unanswered: "매장이 제시간에 답하지 않아 취소되었습니다.",
	out_of_stock: "재고가 떨어져 만들 수 없어 취소되었습니다.",
	uncollected: "찾아가지 않으셔서 취소되었습니다.",
	undeliverable: "전달할 수 없어 취소되었습니다.",
	rejected: "매장이 주문을 받지 못했습니다.",
	other: "취소되었습니다.",
} satisfies Record<Ending, string>;

const ko = {
	cancelOrder: "주문 취소",
	cancelRule: "제조가 시작되면 취소할 수 없습니다.",
	cancelRuleParcel: "기사가 배정되면 취소할 수 없습니다.",
	cancelAsk: (number: string) => `주문 ${number}, 취소할까요?`,
	cancelPaid: (amount: string) => `결제하신 ${amount}은 돌려 드립니다.`,
	cancelUnpaid: "결제된 금액이 없습니다.",
	cancelYes: "네, 취소합니다",
	held: "취소 요청 보관 중",
	heldSince: (time: string) => `${time} 요청`,
	heldNot: "아직 취소되지 않았습니다. 확인되는 대로 결정해 알려 드립니다.",
	heldTries: (tries: number) => `${tries}번 확인`,
	heldNext: (time: string) => `다음 확인 ${time}`,
	heldNow: "확인하는 중",
	askAgain: "지금 다시 확인",
	refused: "취소하지 못했습니다",
	refusedBrewing: (time: string) => `${time}에 제조가 시작되어 취소할 수 없습니다.`,
	refusedBrewingUntimed: "제조가 시작되어 취소할 수 없습니다.",
	refusedRider: (time: string) => `${time}에는 이미 기사가 배정되어 취소할 수 없습니다.`,
	afterwards: {
		making: "준비되면 바로 알려 드립니다.",
		carrying: "도착할 때까지 여기에서 보실 수 있습니다.",
		waiting: "매장에서 찾아가 주세요.",
	},
	refusedAfter: (asked: string, decided: string) => `${asked} 요청 · ${decided} 결정`,
	ended: endings,
	storeSaid: (words: string) => `매장: “${words}”`,
	money: {
		back: (amount: string) => `${amount}을 환불했습니다.`,
		going: (amount: string) => `${amount}을 환불하고 있습니다.`,
		checking: "결제되었는지 확인하고 있습니다. 결제되었다면 돌려 드립니다.",
		never: "결제된 금액이 없습니다.",
	},
	orderAgain: "다시 주문하기",
	takenBack: (amount: string) => `완료된 뒤 ${amount}을 환불했습니다.`,
};

const en: typeof ko = {
	cancelOrder: "Cancel order",
	cancelRule: "It cannot be cancelled once it is being made.",
	cancelRuleParcel: "It cannot be cancelled once a rider is assigned.",
	cancelAsk: (number) => `Cancel order ${number}?`,
	cancelPaid: (amount) => `The ${amount} that you paid will be given back.`,
	cancelUnpaid: "Nothing was charged.",
	cancelYes: "Yes, cancel it",
	held: "Cancel request kept",
	heldSince: (time) => `asked at ${time}`,
	heldNot: "It is not cancelled yet. We decide as soon as we know, and tell you.",
	heldTries: (tries) => `checked ${plural(tries, "time", "times")}`,
	heldNext: (time) => `next check in ${time}`,
	heldNow: "checking now",
	askAgain: "Check again now",
	refused: "It could not be cancelled",
	refusedBrewing: (time) => `Making began at ${time}, so it cannot be cancelled.`,
	refusedBrewingUntimed: "It is being made already, so it cannot be cancelled.",
	refusedRider: (time) => `At ${time} a rider was assigned already, so it cannot be cancelled.`,
	afterwards: {
		making: "You will hear as soon as it is ready.",
		carrying: "You can follow it here until it arrives.",
		waiting: "Please pick it up at the store.",
	},
	refusedAfter: (asked, decided) => `asked at ${asked}, decided at ${decided}`,
	ended: {
		customer: "It was cancelled as you asked.",
		payment_expired: "It was cancelled: the time to pay was over.",
		store_unanswered: "It was cancelled: the store did not answer in time.",
		out_of_stock: "It was cancelled: it has run out of stock and could not be made.",
		uncollected: "It was cancelled: nobody collected it.",
		undeliverable: "It was cancelled: it could not be handed over.",
		rejected: "The store could not take the order.",
		other: "It was cancelled.",
	},
	storeSaid: (words) => `The store: “${words}”`,
	money: {
		back: (amount) => `${amount} was given back.`,
		going: (amount) => `${amount} is being given back.`,
		checking: "Whether you were charged is being checked. If so, it will be given back.",
		never: "Nothing was charged.",
	},
	orderAgain: "Order again",
	takenBack: (amount) => `${amount} was given back afterwards.`,
};

/** What cancelling says, and how an order ended. */
export const texts = dictionary(ko, en);
