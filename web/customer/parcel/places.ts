import type { Place, Text } from "../../../contracts/common.ts";

export interface KnownPlace {
	id: string;
	name: Text;
	lat: number;
	lng: number;
}

/** What a customer has said of a place: which, and where in it. */
export interface PlaceDraft {
	/** A known one, or `here` with where this device is; nothing until it is chosen. */
	id: string;
	lat: number;
	lng: number;
	detail: string;
}

export const HERE = "here";
export const NOWHERE: PlaceDraft = { id: "", lat: 0, lng: 0, detail: "" };

const known = (id: string, ko: string, en: string, lat: number, lng: number): KnownPlace => ({ id, name: { ko, en }, lat, lng });

export const PLACES: readonly KnownPlace[] = [
	known("yeoksam", "서울 강남구 역삼로 12", "12 Yeoksam-ro, Gangnam-gu", 37.4925, 127.0312),
	known("teheran", "서울 강남구 테헤란로 152", "152 Teheran-ro, Gangnam-gu", 37.5, 127.0365),
	known("seocho", "서울 서초구 서초대로 396", "396 Seocho-daero, Seocho-gu", 37.4969, 127.0257),
	known("worldcup", "서울 마포구 월드컵북로 21", "21 World Cup buk-ro, Mapo-gu", 37.5577, 126.9183),
	known("mapo", "서울 마포구 마포대로 38", "38 Mapo-daero, Mapo-gu", 37.5399, 126.9459),
	known("cityhall", "서울 중구 세종대로 110", "110 Sejong-daero, Jung-gu", 37.5663, 126.9779),
	known("yeouido", "서울 영등포구 여의대로 108", "108 Yeoui-daero, Yeongdeungpo-gu", 37.5271, 126.9287),
];

/** As a rider reads it. A place that only this device knows says nothing without words of its customer. */
export const placeOf = ({ detail, id, lat, lng }: PlaceDraft): Place | undefined => {
	const words = detail.trim();
	const place = PLACES.find((one) => one.id === id);
	if (place) return { address: [place.name.ko, words].filter(Boolean).join(" "), lat: place.lat, lng: place.lng };
	return id === HERE && words ? { address: words, lat, lng } : undefined;
};
