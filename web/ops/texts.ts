import { dictionary, plural } from "../shared/i18n.ts";
import type { Issue } from "./status/issues.ts";

const issuesKo = {
	node: (name: string) => `${name} 응답 없음`,
	service: (name: string) => `${name} 실행 중인 노드 없음`,
	queue: (name: string) => `${name} 큐 정체`,
	breakers: (count: number) => `열린 서킷 브레이커 ${count}`,
	held: (count: number) => `확인 중인 취소 요청 ${count}`,
	deadLetters: (count: number) => `데드 레터 ${count}`,
	heldUnknown: "취소 요청 조회 불가",
	deadLettersUnknown: "일부 데드 레터 조회 불가",
};

const issuesEn: typeof issuesKo = {
	node: (name) => `${name} does not respond`,
	service: (name) => `no node runs ${name}`,
	queue: (name) => `${name} queue is stuck`,
	breakers: (count) => plural(count, "open circuit breaker", "open circuit breakers"),
	held: (count) => plural(count, "held cancellation", "held cancellations"),
	deadLetters: (count) => plural(count, "dead letter", "dead letters"),
	heldUnknown: "held cancellations not available",
	deadLettersUnknown: "some dead letters not available",
};

const describeIn =
	(descriptions: typeof issuesKo) =>
	(issue: Issue): string => {
		if ("count" in issue) return descriptions[issue.kind](issue.count);
		return "name" in issue ? descriptions[issue.kind](issue.name) : descriptions[issue.kind];
	};

const ko = {
	title: "운영",
	tabs: { status: "상태", orders: "주문", webhooks: "웹훅", menu: "메뉴", stores: "매장", people: "계정" },
	views: "운영 화면",
	allWell: "이상 없음",
	issues: (count: number) => `이상 ${count}건`,
	issue: describeIn(issuesKo),
	andMore: (count: number) => `외 ${count}건`,
	asOf: (time: string, age: string) => `${time} 기준 (${age} 전)`,
	stale: "최신 상태를 받지 못하고 있습니다.",
	staleAge: (age: string) => `${age} 전 기준`,
	nodeCount: (count: number) => `노드 ${count}개`,
	onlyIssues: "이상 항목만 보기",
	showAll: (count: number) => `모두 보기 (${count})`,
	showFewer: "접기",
	calm: "이상 항목이 없습니다.",
	loadFailed: "상태를 불러오지 못했습니다.",
	reload: "새로고침",
	copy: "복사",
	copied: "복사했습니다",
};

const en: typeof ko = {
	title: "Operations",
	tabs: { status: "Status", orders: "Orders", webhooks: "Webhooks", menu: "Menu", stores: "Stores", people: "Accounts" },
	views: "Views",
	allWell: "No issues",
	issues: (count) => plural(count, "issue", "issues"),
	issue: describeIn(issuesEn),
	andMore: (count) => `and ${count} more`,
	asOf: (time, age) => `As of ${time} (${age} ago)`,
	stale: "No recent status.",
	staleAge: (age) => `As of ${age} ago`,
	nodeCount: (count) => plural(count, "node", "nodes"),
	onlyIssues: "Only issues",
	showAll: (count) => `Show all (${count})`,
	showFewer: "Show fewer",
	calm: "No issues.",
	loadFailed: "The status could not be loaded.",
	reload: "Reload",
	copy: "Copy",
	copied: "Copied",
};

export const texts = dictionary(ko, en);
