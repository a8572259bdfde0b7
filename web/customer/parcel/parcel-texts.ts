import { dictionary } from "../../shared/i18n.ts";
import type { MissingField } from "./parcel.ts";

const missing: Record<MissingField, string> = {
	no_from: "보내는 곳의 주소를 입력해 주세요.",
	no_to: "받는 곳의 주소를 입력해 주세요.",
	no_weight: "무게는 0.1kg부터 30kg까지 입력할 수 있습니다.",
	no_item: "보낼 물건을 입력해 주세요.",
};

const ko = {
	title: "소포 보내기",
	sentBy: (store: string) => `${store}에서 라이더를 배정합니다.`,
	arrives: (minutes: number) => `배달까지 약 ${minutes}분`,
	item: "보낼 물건",
	size: "크기",
	weight: "무게 (kg)",
	timing: "결제 시점",
	timings: { prepaid: "선불", on_receipt: "착불" },
	missing,
};

const en: typeof ko = {
	title: "Send a parcel",
	sentBy: (store) => `${store} assigns the rider.`,
	arrives: (minutes) => `Delivered in about ${minutes} min`,
	item: "Item",
	size: "Size",
	weight: "Weight (kg)",
	timing: "When to pay",
	timings: { prepaid: "Now", on_receipt: "On delivery" },
	missing: {
		no_from: "Enter a pickup address.",
		no_to: "Enter a delivery address.",
		no_weight: "The weight must be between 0.1 and 30 kg.",
		no_item: "Describe the item.",
	},
};

export const parcelTexts = dictionary(ko, en);
