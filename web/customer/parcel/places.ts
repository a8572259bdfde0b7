import type { Place, Text } from "../../../contracts/notation/common.ts";

export interface KnownPlace {
	id: string;
	name: Text;
	lat: number;
	lng: number;
}

/** A place in a form: the chosen place and the address detail. */
export interface PlaceDraft {
	/** A listed place, or `here` for the device's location; empty until chosen. */
	id: string;
	lat: number;
	lng: number;
	detail: string;
}

export const HERE = "here";
export const NO_PLACE: PlaceDraft = { id: "", lat: 0, lng: 0, detail: "" };

const place = (id: string, ko: string, en: string, lat: number, lng: number): KnownPlace => ({ id, name: { ko, en }, lat, lng });

export const PLACES: readonly KnownPlace[] = [
	place("yeoksam", "서울 강남구 역삼로 12", "12 Yeoksam-ro, Gangnam-gu", 37.4925, 127.0312),
	place("teheran", "서울 강남구 테헤란로 152", "152 Teheran-ro, Gangnam-gu", 37.5, 127.0365),
	place("seocho", "서울 서초구 서초대로 396", "396 Seocho-daero, Seocho-gu", 37.4969, 127.0257),
	place("worldcup", "서울 마포구 월드컵북로 21", "21 World Cup buk-ro, Mapo-gu", 37.5577, 126.9183),
	place("mapo", "서울 마포구 마포대로 38", "38 Mapo-daero, Mapo-gu", 37.5399, 126.9459),
	place("cityhall", "서울 중구 세종대로 110", "110 Sejong-daero, Jung-gu", 37.5663, 126.9779),
	place("yeouido", "서울 영등포구 여의대로 108", "108 Yeoui-daero, Yeongdeungpo-gu", 37.5271, 126.9287),
];

/** The address for the rider. The device's location needs an address from the customer. */
export const placeOf = ({ detail, id, lat, lng }: PlaceDraft): Place | undefined => {
	const address = detail.trim();
	const listed = PLACES.find((place) => place.id === id);
	if (listed) return { address: [listed.name.ko, address].filter(Boolean).join(" "), lat: listed.lat, lng: listed.lng };
	return id === HERE && address ? { address, lat, lng } : undefined;
};
