/** Whose move it is. */
export const WHO_KO: Record<string, string> = {
	customer: "고객",
	payment: "결제",
	store: "매장",
	barista: "바리스타",
	stock: "재고",
	rider: "기사",
	dispatcher: "배차",
	maker: "만드는 쪽",
	message: "메시지",
	nobody: "아무도 아님",
};
export const WHO_EN: Record<string, string> = {
	customer: "The customer",
	payment: "Payment",
	store: "The store",
	barista: "The barista",
	stock: "Stock",
	rider: "The rider",
	dispatcher: "The dispatcher",
	maker: "The maker",
	message: "A message",
	nobody: "Nobody",
};

/** The server says it in English. */
const WHAT_KO: Record<string, string> = {
	"payment has not received the order yet": "결제가 아직 주문을 듣지 못했습니다",
	"the provider to report whether it charged": "결제사가 승인 여부를 아직 답하지 않았습니다",
	"another attempt to pay": "다시 결제하기",
	payment: "결제하기",
	"the decision whether it can still be cancelled": "아직 취소할 수 있는지에 대한 답",
	"brew has not received the order yet": "제조가 아직 주문을 듣지 못했습니다",
	"brewing to start": "제조 시작",
	"stock to be reserved": "재고 잡아 두기",
	"delivery has not received the order yet": "배달이 아직 주문을 듣지 못했습니다",
	"a rider to be assigned": "기사 찾기",
	"the rider's answer": "기사의 답",
	"the rider to depart": "기사의 출발",
	"the handover, confirmed with the recipient's PIN": "받는 사람의 번호로 전달하기",
	"brewing to finish by itself": "제조에 시간이 걸리는 중입니다",
	"brewing to be completed": "제조 완료",
	"the refund": "돈을 돌려주기",
	"the payment to be settled": "돈을 정산하기",
	"nothing: the order has ended": "끝난 주문이라 기다리는 것이 없습니다",
	"the store's answer": "매장의 답",
	"the store has not received the order yet": "매장이 아직 주문을 듣지 못했습니다",
	pickup: "찾아가기",
};

const STATUS_KO: Record<string, string> = {
	unknown: "알 수 없음",
	received: "대기",
	brewing: "제조 중",
	brewed: "제조 완료",
	out_of_stock: "재고 없음",
	in_transit: "배달 중",
	delivered: "전달 완료",
	cancelled: "취소됨",
	failed: "실패",
};
const statusOf = (status = ""): string => STATUS_KO[status] ?? status;

const PATTERNS_KO: [RegExp, (...found: string[]) => string][] = [
	[
		/^the order does not know yet that the ticket is (\w+)$/,
		(status) => `제조가 ‘${statusOf(status)}’ 상태라는 것을 주문이 아직 듣지 못했습니다`,
	],
	[
		/^the order does not know yet that the delivery is (\w+)$/,
		(status) => `배달이 ‘${statusOf(status)}’ 상태라는 것을 주문이 아직 듣지 못했습니다`,
	],
	[/^unknown while (.+) cannot be reached$/, (names) => `${names}에 물을 수 없는 동안에는 알 수 없습니다`],
];

/** Undefined for what this page has no words for. */
export function whatInKorean(what: string): string | undefined {
	for (const [pattern, said] of PATTERNS_KO) {
		const found = pattern.exec(what);
		if (found) return said(...found.slice(1));
	}
	return Object.hasOwn(WHAT_KO, what) ? WHAT_KO[what] : undefined;
}
