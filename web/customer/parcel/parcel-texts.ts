import { dictionary } from "../../shared/i18n.ts";
import type { ParcelLack } from "./parcel.ts";

const lacks: Record<ParcelLack, string> = {
	no_from: "보내는 곳을 골라 주세요.",
	no_to: "받을 곳을 골라 주세요.",
	no_weight: "무게는 0.1 kg부터 30 kg까지입니다.",
	no_item: "무엇을 보내는지 적어 주세요.",
};

const ko = {
	title: "소포 보내기",
	desk: (store: string) => `${store}에서 기사를 보냅니다.`,
	arrives: (minutes: number) => `배달까지 약 ${minutes}분`,
	item: "보낼 물건",
	size: "크기",
	weight: "무게 (kg)",
	timing: "결제 시점",
	timings: { prepaid: "선결제", on_receipt: "착불" },
	lacks,
};

const en: typeof ko = {
	title: "Send a parcel",
	desk: (store) => `${store} sends the rider.`,
	arrives: (minutes) => `Delivered in about ${minutes} min`,
	item: "What you send",
	size: "Size",
	weight: "Weight (kg)",
	timing: "When it is paid",
	timings: { prepaid: "Now", on_receipt: "On receipt" },
	lacks: {
		no_from: "Choose where it is fetched.",
		no_to: "Choose where it goes.",
		no_weight: "The weight is from 0.1 to 30 kg.",
		no_item: "Say what you send.",
	},
};

export const parcelTexts = dictionary(ko, en);
