import { dayAndTime } from "../../shared/format.ts";
import { dictionary } from "../../shared/i18n.ts";

const ko = {
	when: "받는 시간",
	now: "지금",
	later: "예약",
	day: "날짜",
	time: "시간",
	chooseTime: "시간 선택",
	full: (time: string) => `${time} 마감`,
	noSlots: "이날은 예약할 수 있는 시간이 없습니다.",
	for: (at: string) => `${dayAndTime(at)} 예약`,
	opensAt: (at: string) => `${dayAndTime(at)}에 영업을 시작합니다. 그 이후로 예약할 수 있습니다.`,
	closesAt: (time: string) => `${time}까지 영업`,
};

const en: typeof ko = {
	when: "When",
	now: "Now",
	later: "Schedule",
	day: "Day",
	time: "Time",
	chooseTime: "Choose a time",
	full: (time) => `${time} · full`,
	noSlots: "There are no times to choose on this day.",
	for: (at) => `Scheduled for ${dayAndTime(at)}`,
	opensAt: (at) => `Opens ${dayAndTime(at)}. You can schedule an order for after that.`,
	closesAt: (time) => `Open until ${time}`,
};

/** Texts of opening hours and scheduled orders. */
export const whenTexts = dictionary(ko, en);
