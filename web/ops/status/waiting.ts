/** Who or what an order waits for. */
export const WHO_KO: Record<string, string> = {
	customer: "고객",
	payment: "결제",
	store: "매장",
	barista: "바리스타",
	stock: "재고",
	rider: "라이더",
	dispatcher: "배차",
	maker: "제조·배달 담당",
	message: "메시지",
	nobody: "없음",
};
export const WHO_EN: Record<string, string> = {
	customer: "The customer",
	payment: "Payment",
	store: "The store",
	barista: "The barista",
	stock: "Stock",
	rider: "The rider",
	dispatcher: "The dispatcher",
	maker: "The brew or delivery service",
	message: "A message",
	nobody: "None",
};

/** Korean for the texts of the server, which are in English. */
const WHAT_KO: Record<string, string> = {
	"payment has not received the order yet": "결제 서비스가 아직 주문을 받지 못했습니다",
	"the provider to report whether it charged": "결제사의 승인 결과를 기다리고 있습니다",
	"another attempt to pay": "결제 재시도",
	payment: "결제",
	"the decision whether it can still be cancelled": "취소 가능 여부 확인",
	"brew has not received the order yet": "제조 서비스가 아직 주문을 받지 못했습니다",
	"brewing to start": "제조 시작",
	"stock to be reserved": "재고 예약",
	"delivery has not received the order yet": "배달 서비스가 아직 주문을 받지 못했습니다",
	"a rider to be assigned": "라이더 배정",
	"the rider's answer": "라이더의 응답",
	"the rider to depart": "라이더의 출발",
	"the handover, confirmed with the recipient's PIN": "전달 확인 번호로 전달 완료",
	"brewing to finish by itself": "제조가 진행 중입니다",
	"brewing to be completed": "제조 완료",
	"the refund": "환불",
	"the ticket to enter the queue": "예약 시간에 맞춘 제조 대기열 진입",
	"the payment to be settled": "결제 정리",
	"nothing: the order has ended": "종료된 주문입니다",
	"the store's answer": "매장의 응답",
	"the store has not received the order yet": "매장이 아직 주문을 받지 못했습니다",
	pickup: "픽업",
};

const STATUS_KO: Record<string, string> = {
	unknown: "알 수 없음",
	scheduled: "예약",
	received: "대기",
	brewing: "제조 중",
	brewed: "제조 완료",
	out_of_stock: "재고 부족",
	in_transit: "배달 중",
	delivered: "전달 완료",
	cancelled: "취소됨",
	failed: "배달 실패",
};
const statusOf = (status = ""): string => STATUS_KO[status] ?? status;

const PATTERNS_KO: [RegExp, (...found: string[]) => string][] = [
	[
		/^the order does not know yet that the ticket is (\w+)$/,
		(status) => `제조 상태 ‘${statusOf(status)}’이(가) 아직 주문에 반영되지 않았습니다`,
	],
	[
		/^the order does not know yet that the delivery is (\w+)$/,
		(status) => `배달 상태 ‘${statusOf(status)}’이(가) 아직 주문에 반영되지 않았습니다`,
	],
	[/^unknown while (.+) cannot be reached$/, (names) => `${names} 서비스가 응답하지 않아 확인할 수 없습니다`],
];

/** Undefined for texts without a translation. */
export function whatInKorean(what: string): string | undefined {
	for (const [pattern, translate] of PATTERNS_KO) {
		const found = pattern.exec(what);
		if (found) return translate(...found.slice(1));
	}
	return Object.hasOwn(WHAT_KO, what) ? WHAT_KO[what] : undefined;
}
