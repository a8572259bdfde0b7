import { WEEKDAYS } from "../../contracts/hours.ts";
import { DEMO_QUICK_OFFERS } from "./menu/demo-catalogue.ts";
import type { StoreCommand } from "./store.ts";

/** Around the clock, so that nothing in the demo depends on the time of day. */
const WHOLE_DAY = [{ from: "00:00", until: "00:00" }];

/** Gangnam is run by people; Hongdae does everything automatically, within seconds. */
export const DEMO_STORES: (StoreCommand & { type: "create" })[] = [
	{
		type: "create",
		id: "gangnam",
		name: { ko: "강남점", en: "Gangnam" },
		location: { address: "서울 강남구 강남대로 396", lat: 37.4979, lng: 127.0276 },
		settings: { hours: { weekly: Object.fromEntries(WEEKDAYS.map((day) => [day, WHOLE_DAY])) } },
	},
	{
		type: "create",
		id: "hongdae",
		name: { ko: "홍대점", en: "Hongdae" },
		location: { address: "서울 마포구 양화로 160", lat: 37.5563, lng: 126.9236 },
		settings: { autoAccept: true, autoBrew: true, autoDispatch: true },
		offers: DEMO_QUICK_OFFERS,
	},
];
