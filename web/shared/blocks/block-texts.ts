import { dictionary } from "../i18n.ts";

const ko = {
	listTitle: (store: string) => `${store} 차단한 고객`,
	none: "차단한 고객이 없습니다.",
	title: (who: string) => `${who} 차단`,
	hint: "이 매장에서 새로 주문할 수 없게 됩니다. 진행 중인 주문은 그대로 진행됩니다.",
	reason: "차단 사유 (고객에게 표시되지 않음)",
	block: "고객 차단",
	unblock: "차단 해제",
	unblockOf: (who: string) => `${who} 차단 해제`,
	blocked: "차단된 고객입니다.",
	since: (time: string, by: string) => `${time} · 담당 ${by}`,
};

const en: typeof ko = {
	listTitle: (store) => `Blocked customers of ${store}`,
	none: "No customers are blocked.",
	title: (who) => `Block ${who}`,
	hint: "The customer can no longer place orders at this store. Open orders go on.",
	reason: "Reason (not shown to the customer)",
	block: "Block customer",
	unblock: "Unblock",
	unblockOf: (who) => `Unblock ${who}`,
	blocked: "This customer is blocked.",
	since: (time, by) => `${time} · by ${by}`,
};

export const texts = dictionary(ko, en);
