interface Problem {
	status: number;
	title: { ko: string; en: string };
	/** Facts of the refusal that the answer shows beside its text. */
	shows?: string[];
}

const problem = (status: number, ko: string, en: string, shows?: string[]): Problem => ({
	status,
	title: { ko, en },
	...(shows ? { shows } : undefined),
});

/** Every refusal that a caller can meet: its stable code, HTTP status and text. */
export const PROBLEMS = {
	unauthorized: problem(401, "로그인이 필요합니다.", "Sign in first."),
	bad_credentials: problem(401, "전화번호나 비밀번호가 맞지 않습니다.", "The phone number or the password is wrong."),
	identity_provider_unavailable: problem(
		503,
		"로그인 제공자가 응답하지 않습니다. 잠시 뒤에 다시 시도해 주세요.",
		"The identity provider is away, so its tokens cannot be judged; try again soon.",
	),
	forbidden: problem(403, "이 작업을 할 권한이 없습니다.", "You may not do this."),
	not_found: problem(404, "찾을 수 없습니다.", "There is no such thing."),
	method_not_allowed: problem(405, "이 주소에서는 쓸 수 없는 메서드입니다.", "This address does not take that method."),
	too_large: problem(413, "요청 본문이 너무 큽니다.", "The request body is too large."),
	unsupported_media_type: problem(415, "application/json 본문만 받습니다.", "Only application/json is taken."),
	malformed_json: problem(400, "요청 본문이 올바른 JSON이 아닙니다.", "The request body is not valid JSON."),
	bad_signature: problem(400, "서명이 올바르지 않습니다.", "The signature is not right."),
	request_timeout: problem(408, "요청이 너무 느립니다.", "The request took too long to arrive."),
	headers_too_large: problem(431, "요청 헤더가 너무 큽니다.", "The request's headers are too large."),
	bad_request: problem(400, "요청을 읽을 수 없습니다.", "The request cannot be read."),

	invalid: problem(422, "입력값을 확인해 주세요.", "Some of the input is not right."),
	unknown_store: problem(422, "없는 매장입니다.", "There is no such store."),
	unknown_product: problem(422, "이 매장에 없는 상품입니다.", "The store has no such product."),
	unknown_quote: problem(422, "없는 견적입니다.", "There is no such quote."),
	unknown_rider: problem(422, "근무 중인 라이더가 아닙니다.", "There is no such rider on shift."),
	quote_expired: problem(422, "견적의 유효 시간이 지났습니다.", "The quote has expired."),
	quote_mismatch: problem(422, "견적이 이 주문과 맞지 않습니다.", "The quote is not for this order."),
	wrong_password: problem(422, "현재 비밀번호가 맞지 않습니다.", "The current password is wrong."),
	wrong_pin: problem(422, "PIN이 맞지 않습니다.", "The PIN is wrong.", ["triesLeft"]),
	invalid_idempotency_key: problem(422, "Idempotency-Key 형식이 올바르지 않습니다.", "The Idempotency-Key is malformed."),
	idempotency_key_reused: problem(422, "이미 다른 요청에 쓴 Idempotency-Key입니다.", "The Idempotency-Key was used for another request."),
	forbidden_url: problem(422, "허용되지 않는 웹훅 주소입니다.", "This webhook address is not allowed."),

	stale: problem(412, "그 사이에 내용이 바뀌었습니다. 다시 불러와 주세요.", "It has changed meanwhile; load it again."),

	idempotency_key_in_flight: problem(409, "같은 요청이 아직 처리 중입니다.", "The same request is still under way."),
	phone_taken: problem(409, "이미 가입된 전화번호입니다.", "This phone number is registered already."),
	store_exists: problem(409, "이미 있는 매장입니다.", "The store exists already."),
	store_closed: problem(409, "지금은 주문을 받지 않는 매장입니다.", "The store is closed."),
	order_exists: problem(409, "이미 접수된 주문입니다.", "The order was placed before."),
	order_placed: problem(409, "아직 결제되지 않은 주문입니다.", "The order is not paid yet."),
	order_submitted: problem(409, "매장의 답을 기다리는 주문입니다.", "The order waits for the store's answer."),
	order_accepted: problem(409, "이미 수락된 주문입니다.", "The order is accepted."),
	order_preparing: problem(409, "준비 중인 주문입니다.", "The order is being prepared."),
	order_ready: problem(409, "이미 준비가 끝난 주문입니다.", "The order is ready."),
	order_in_transit: problem(409, "배달 중인 주문입니다.", "The order is on its way."),
	order_completed: problem(409, "이미 완료된 주문입니다.", "The order is completed."),
	order_cancelled: problem(409, "이미 취소된 주문입니다.", "The order is cancelled."),
	order_rejected: problem(409, "매장이 거절한 주문입니다.", "The order was rejected."),
	order_is_delivered: problem(409, "배달 주문은 매장에서 건넬 수 없습니다.", "The order is handed to a rider, not over the counter."),
	cancellation_held: problem(409, "취소 요청을 처리하고 있습니다.", "The cancellation is being decided."),
	maker_must_decide: problem(409, "취소 가능 여부를 확인하고 있습니다.", "Whether it can be cancelled is being asked."),
	already_refunded: problem(409, "이미 환불된 주문입니다.", "The order was paid back already."),

	payment_unknown: problem(409, "앞선 결제의 결과를 확인하고 있습니다.", "The last attempt to pay is still being looked up."),
	payment_approved: problem(409, "이미 결제된 주문입니다.", "The order is paid."),
	payment_expired: problem(409, "결제 시간이 지났습니다.", "The time to pay is over."),
	payment_voided: problem(409, "결제가 취소된 주문입니다.", "The payment was voided."),
	payment_refunded: problem(409, "이미 환불된 결제입니다.", "The payment was refunded."),
	payment_collected: problem(409, "이미 받은 결제입니다.", "The payment was collected."),
	payment_on_receipt: problem(409, "받을 때 결제하는 주문입니다.", "The order is paid on receipt."),
	payment_provider_unavailable: problem(
		503,
		"결제 대행사가 응답하지 않습니다. 청구된 금액은 없습니다.",
		"The payment provider is away; nothing was charged.",
	),

	brewing_started: problem(409, "이미 만들기 시작했습니다.", "Brewing has begun."),
	already_brewing: problem(409, "이미 만들고 있습니다.", "It is being brewed already."),
	not_brewing: problem(409, "만들고 있는 주문이 아닙니다.", "It is not being brewed."),
	brew_cancelled: problem(409, "제조가 취소되었습니다.", "The brew was cancelled."),
	brew_out_of_stock: problem(409, "재고가 없어 만들 수 없습니다.", "There is not enough in stock."),
	stock_unconfirmed: problem(409, "재고를 확인하고 있습니다.", "The stock is not reserved yet."),
	stock_reserved: problem(409, "예약된 수량보다 적게 둘 수 없습니다.", "Less than what is reserved is not possible."),

	rider_assigned: problem(409, "이미 라이더가 배정되었습니다.", "A rider is assigned."),
	rider_busy: problem(409, "다른 배달을 맡고 있는 라이더입니다.", "The rider has another delivery."),
	rider_off_shift: problem(409, "근무 중이 아닙니다.", "The rider is not on shift."),
	not_ready: problem(409, "아직 준비되지 않은 주문입니다.", "The goods are not ready yet."),
	delivery_requested: problem(409, "아직 라이더가 배정되지 않았습니다.", "No rider is assigned yet."),
	delivery_assigned: problem(409, "라이더의 답을 기다리는 배달입니다.", "The delivery waits for its rider's answer."),
	delivery_accepted: problem(409, "라이더가 이미 수락한 배달입니다.", "The rider has accepted already."),
	delivery_in_transit: problem(409, "이미 출발한 배달입니다.", "The delivery is on its way."),
	delivery_delivered: problem(409, "이미 끝난 배달입니다.", "It is delivered."),
	delivery_cancelled: problem(409, "취소된 배달입니다.", "The delivery was cancelled."),
	delivery_failed: problem(409, "실패한 배달입니다.", "The delivery has failed."),
	pin_locked: problem(423, "PIN이 잠겼습니다. 매장에 문의해 주세요.", "The PIN is locked; ask the store.", ["triesLeft"]),

	too_many_requests: problem(429, "요청이 너무 많습니다. 잠시 뒤에 다시 시도해 주세요.", "Too many requests; try again soon."),
	too_many_streams: problem(429, "열려 있는 스트림이 너무 많습니다. 하나를 닫아 주세요.", "Too many streams are open; close one first."),
	overloaded: problem(503, "주문이 몰려 잠시 받을 수 없습니다.", "More is under way than can be finished soon; try again."),
	unavailable: problem(503, "잠시 이용할 수 없습니다. 곧 다시 시도해 주세요.", "This is not available right now; try again soon."),
	internal: problem(500, "문제가 생겼습니다. 저희가 확인하겠습니다.", "Something went wrong on our side."),
} satisfies Record<string, Problem>;

export type ProblemCode = keyof typeof PROBLEMS;
export type Language = "ko" | "en";

export const isProblemCode = (code: unknown): code is ProblemCode => typeof code === "string" && Object.hasOwn(PROBLEMS, code);

export const problemOf = (code: ProblemCode): Problem => PROBLEMS[code];
