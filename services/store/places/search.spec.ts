import { distanceKm } from "../../../lib/domain/geo.ts";
import { searchSeoul } from "./search.ts";
import { AREAS } from "./seoul.ts";

const first = (query: string) => searchSeoul(query)[0];

describe("the table of Seoul", () => {
	it("has all districts, each with its neighbourhoods nearby", () => {
		const districts = AREAS.filter(({ district }) => !district);
		const others = AREAS.filter(({ district }) => district);

		expect(districts).toHaveLength(25);
		expect(others.length).toBeGreaterThan(340);
		for (const area of AREAS) expect(area.en).toMatch(/^[A-Z][A-Za-z -]+$/);
		expect(others.filter((area) => distanceKm(area, area.district!) > 8)).toEqual([]);
	});
});

describe("searching Seoul", () => {
	it.each([
		["강남구 역삼동 12-3 5층", "강남구 역삼동", "서울 강남구 역삼동 12-3 5층"],
		["서울특별시 강남구 역삼1동 12-3", "강남구 역삼동", "서울 강남구 역삼동 12-3"],
		["서울강남구역삼동 101동 1203호", "강남구 역삼동", "서울 강남구 역삼동 101동 1203호"],
		["역삼", "강남구 역삼동", "서울 강남구 역삼동"],
		["강남구 테헤란로 152", "강남구 테헤란로", "서울 강남구 테헤란로 152"],
		["성수2가3동", "성동구 성수동", "서울 성동구 성수동"],
		["종로3가 7", "종로구 종로", "서울 종로구 종로 7"],
		["여의도", "영등포구 여의도동", "서울 영등포구 여의도동"],
		["마포구 알 수 없는 길 7", "마포구", "서울 마포구 알 수 없는 길 7"],
		["관악구 신사동", "관악구 신사동", "서울 관악구 신사동"],
		["구의동", "광진구 구의동", "서울 광진구 구의동"],
		["Yeoksam-dong, Gangnam-gu, Seoul", "강남구 역삼동", "서울 강남구 역삼동"],
		["5F 12-3 yeoksam", "강남구 역삼동", "서울 강남구 역삼동 5F 12-3"],
		["hongdae", undefined, undefined],
		["부산 해운대구", undefined, undefined],
		["<script>", undefined, undefined],
		["((((", undefined, undefined],
	])("finds %s", (query, name, address) => {
		expect([first(query)?.name.ko, first(query)?.location.address]).toEqual([name, address]);
	});

	it("names places in both languages", () => {
		expect(first("yeoksam-dong")).toEqual({
			name: { ko: "강남구 역삼동", en: "Yeoksam-dong, Gangnam-gu" },
			location: { address: "서울 강남구 역삼동", lat: 37.5, lng: 127.037 },
		});
	});

	it("lists all that share a name, and what begins with it while it is typed", () => {
		expect(
			searchSeoul("신사동")
				.map(({ name }) => name.ko)
				.sort(),
		).toEqual(["강남구 신사동", "관악구 신사동", "은평구 신사동"]);
		expect(searchSeoul("성").map(({ name }) => name.ko)).toEqual(expect.arrayContaining(["성동구", "성북구"]));
	});

	it("lists a district before its neighbourhoods, ten places at most", () => {
		const names = searchSeoul("강남구").map(({ name }) => name.ko);

		expect(names[0]).toBe("강남구");
		expect(names).toHaveLength(10);
		expect(names.slice(1).every((name) => name.startsWith("강남구 "))).toBe(true);
	});
});
