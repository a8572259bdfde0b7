import { dictionary } from "../../shared/i18n.ts";

const many = (count: number): string => count.toLocaleString("ko-KR");

const ko = {
	title: "지난 한 시간",
	since: (time: string) => `${time}부터 센 값입니다. 그보다 앞선 것은 다시 켜진 노드가 잊었습니다.`,
	table: "표로 보기",
	scroll: (what: string) => `${what} 표`,
	minute: "분",
	nothing: "한 시간 동안 아무것도 없었습니다.",
	orders: {
		title: "분당 주문",
		completed: "완료",
		cancelled: "취소",
		rejected: "거절",
		submitted: "접수 요청",
		says: (submitted: number, completed: number, cancelled: number, rejected: number) =>
			`접수 요청 ${many(submitted)}건 · 완료 ${many(completed)}건 · 취소 ${many(cancelled)}건 · 거절 ${many(rejected)}건`,
	},
	promise: {
		title: "약속 오차 (실제 − 약속)",
		p50: "절반 (p50)",
		p90: "열에 아홉 (p90)",
		count: "주문",
		late: "늦음",
		says: (count: number, late: string) => `준비된 주문 ${many(count)}건 · 늦음 ${late}`,
		seconds: (count: number) => `${count}초`,
	},
	requests: {
		title: "분당 요청",
		fine: "정상",
		"4xx": "거절 (4xx)",
		"5xx": "실패 (5xx)",
		says: (fine: number, refused: number, failed: number) => `정상 ${many(fine)}건 · 거절 ${many(refused)}건 · 실패 ${many(failed)}건`,
	},
};

const en: typeof ko = {
	title: "The last hour",
	since: (time) => `Counted since ${time}: nodes that were started again have forgotten what was before.`,
	table: "As a table",
	scroll: (what) => `${what}, table`,
	minute: "Minute",
	nothing: "Nothing in this hour.",
	orders: {
		title: "Orders per minute",
		completed: "Completed",
		cancelled: "Cancelled",
		rejected: "Rejected",
		submitted: "Submitted",
		says: (submitted, completed, cancelled, rejected) =>
			`${many(submitted)} submitted · ${many(completed)} completed · ${many(cancelled)} cancelled · ${many(rejected)} rejected`,
	},
	promise: {
		title: "Promise error (actual − promised)",
		p50: "Half (p50)",
		p90: "Nine in ten (p90)",
		count: "Orders",
		late: "Late",
		says: (count, late) => `${many(count)} ${count === 1 ? "order" : "orders"} got ready · ${late} late`,
		seconds: (count) => `${count} s`,
	},
	requests: {
		title: "Requests per minute",
		fine: "Fine",
		"4xx": "Refused (4xx)",
		"5xx": "Failed (5xx)",
		says: (fine, refused, failed) => `${many(fine)} fine · ${many(refused)} refused · ${many(failed)} failed`,
	},
};

export const texts = dictionary(ko, en);
