import { dictionary, plural } from "../shared/i18n.ts";
import type { Trouble } from "./status/trouble.ts";

const namesKo = {
	node: (name: string) => `${name} 응답 없음`,
	service: (name: string) => `${name} 실행하는 노드 없음`,
	queue: (name: string) => `${name} 줄 멈춤`,
	breakers: (count: number) => `열린 차단기 ${count}`,
	held: (count: number) => `보관된 취소 ${count}`,
	deadLetters: (count: number) => `죽은 메시지 ${count}`,
	heldUnknown: "보관된 취소를 알 수 없음",
};

const namesEn: typeof namesKo = {
	node: (name) => `${name} does not answer`,
	service: (name) => `nothing runs ${name}`,
	queue: (name) => `${name} queue is stuck`,
	breakers: (count) => plural(count, "open breaker", "open breakers"),
	held: (count) => plural(count, "held cancellation", "held cancellations"),
	deadLetters: (count) => plural(count, "dead letter", "dead letters"),
	heldUnknown: "held cancellations not known",
};

const saidOf =
	(names: typeof namesKo) =>
	(trouble: Trouble): string => {
		if (trouble.kind === "heldUnknown") return names.heldUnknown;
		return "count" in trouble ? names[trouble.kind](trouble.count) : names[trouble.kind](trouble.name);
	};

const ko = {
	title: "운영",
	tabs: { status: "상태", orders: "주문", webhooks: "웹훅", stores: "매장·계정" },
	views: "운영 화면",
	allWell: "이상 없음",
	troubles: (count: number) => `주의 ${count}`,
	trouble: saidOf(namesKo),
	andMore: (count: number) => `외 ${count}`,
	asOf: (time: string, age: string) => `기준 ${time} (${age} 전)`,
	stale: "새 상태를 받지 못하고 있습니다.",
	staleAge: (age: string) => `${age} 전 기준`,
	nodeCount: (count: number) => `노드 ${count}`,
	onlyTrouble: "주의만 보기",
	showAll: (count: number) => `모두 보기 (${count})`,
	showFewer: "줄이기",
	calm: "주의할 것이 없습니다.",
	loadFailed: "상태를 불러오지 못했습니다.",
	reload: "새로 고침",
	copy: "복사",
	copied: "복사했습니다",
};

const en: typeof ko = {
	title: "Operations",
	tabs: { status: "Status", orders: "Orders", webhooks: "Webhooks", stores: "Stores and accounts" },
	views: "Views",
	allWell: "All is well",
	troubles: (count) => plural(count, "trouble", "troubles"),
	trouble: saidOf(namesEn),
	andMore: (count) => `and ${count} more`,
	asOf: (time, age) => `As of ${time} (${age} ago)`,
	stale: "Nothing newer has come.",
	staleAge: (age) => `As of ${age} ago`,
	nodeCount: (count) => plural(count, "node", "nodes"),
	onlyTrouble: "Only troubles",
	showAll: (count) => `Show all (${count})`,
	showFewer: "Show fewer",
	calm: "Nothing to worry about.",
	loadFailed: "The status could not be loaded.",
	reload: "Reload",
	copy: "Copy",
	copied: "Copied",
};

export const texts = dictionary(ko, en);
