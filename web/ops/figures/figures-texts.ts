import { dictionary } from "../../shared/i18n.ts";

const grouped = (count: number): string => count.toLocaleString("ko-KR");

const ko = {
	title: "최근 1시간",
	since: (time: string) => `${time} 이후의 집계입니다. 노드가 재시작되어 이전 기록은 남아 있지 않습니다.`,
	table: "표로 보기",
	scroll: (title: string) => `${title} 표`,
	minute: "시각",
	nothing: "최근 1시간 동안 기록이 없습니다.",
	orders: {
		title: "분당 주문",
		completed: "완료",
		cancelled: "취소",
		rejected: "거절",
		submitted: "매장 전송",
		summary: (submitted: number, completed: number, cancelled: number, rejected: number) =>
			`매장 전송 ${grouped(submitted)}건 · 완료 ${grouped(completed)}건 · 취소 ${grouped(cancelled)}건 · 거절 ${grouped(rejected)}건`,
	},
	readyTime: {
		title: "준비 시각 오차 (실제 − 예상)",
		p50: "중앙값 (p50)",
		p90: "90번째 백분위수 (p90)",
		count: "주문",
		late: "지연",
		summary: (count: number, late: string) => `준비된 주문 ${grouped(count)}건 · 지연 ${late}`,
		seconds: (count: number) => `${count}초`,
	},
	requests: {
		title: "분당 요청",
		successful: "성공",
		"4xx": "거절 (4xx)",
		"5xx": "실패 (5xx)",
		summary: (successful: number, rejected: number, failed: number) =>
			`성공 ${grouped(successful)}건 · 거절 ${grouped(rejected)}건 · 실패 ${grouped(failed)}건`,
	},
};

const en: typeof ko = {
	title: "Last hour",
	since: (time) => `Counted since ${time}: nodes were restarted and lost their earlier figures.`,
	table: "Show as table",
	scroll: (title) => `${title}, table`,
	minute: "Minute",
	nothing: "No data in the last hour.",
	orders: {
		title: "Orders per minute",
		completed: "Completed",
		cancelled: "Cancelled",
		rejected: "Rejected",
		submitted: "Submitted",
		summary: (submitted, completed, cancelled, rejected) =>
			`${grouped(submitted)} submitted · ${grouped(completed)} completed · ${grouped(cancelled)} cancelled · ${grouped(rejected)} rejected`,
	},
	readyTime: {
		title: "Ready time error (actual − estimated)",
		p50: "Median (p50)",
		p90: "90th percentile (p90)",
		count: "Orders",
		late: "Late",
		summary: (count, late) => `${grouped(count)} ${count === 1 ? "order" : "orders"} ready · ${late} late`,
		seconds: (count) => `${count} s`,
	},
	requests: {
		title: "Requests per minute",
		successful: "Successful",
		"4xx": "Rejected (4xx)",
		"5xx": "Failed (5xx)",
		summary: (successful, rejected, failed) =>
			`${grouped(successful)} successful · ${grouped(rejected)} rejected · ${grouped(failed)} failed`,
	},
};

export const texts = dictionary(ko, en);
