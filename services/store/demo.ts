import type { ProductSnapshot } from "../../contracts/store.ts";
import type { StoreCommand } from "./store.ts";

const product = (productId: string, ko: string, en: string, price: number, prepSeconds: number): ProductSnapshot => ({
	productId,
	name: { ko, en },
	price,
	prepSeconds,
});

const products = (secondsPerUnit: number): ProductSnapshot[] => [
	product("americano", "아메리카노", "Americano", 4500, 2 * secondsPerUnit),
	product("latte", "라떼", "Latte", 5000, 3 * secondsPerUnit),
	product("mocha", "모카", "Mocha", 5500, 3 * secondsPerUnit),
	product("cold-brew", "콜드브루", "Cold brew", 4900, secondsPerUnit),
	product("croissant", "크루아상", "Croissant", 3800, secondsPerUnit),
];

/** Gangnam is run by people; Hongdae does everything automatically, within seconds. */
export const DEMO_STORES: (StoreCommand & { type: "create" })[] = [
	{
		type: "create",
		id: "gangnam",
		name: { ko: "강남점", en: "Gangnam" },
		location: { address: "서울 강남구 강남대로 396", lat: 37.4979, lng: 127.0276 },
		products: products(30),
	},
	{
		type: "create",
		id: "hongdae",
		name: { ko: "홍대점", en: "Hongdae" },
		location: { address: "서울 마포구 양화로 160", lat: 37.5563, lng: 126.9236 },
		settings: { autoAccept: true, autoBrew: true, autoDispatch: true },
		products: products(1),
	},
];
