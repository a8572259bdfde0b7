import { jest } from "@jest/globals";
import { KakaoStandIn } from "../../../test/support/stand-ins/kakao-stand-in.ts";
import { KakaoLocal } from "./kakao.ts";
import { PlaceSearch } from "./place-search.ts";

describe("address search with Kakao", () => {
	let kakao: KakaoStandIn;
	const warnings: string[] = [];

	beforeAll(async () => {
		kakao = await KakaoStandIn.start();
	});
	afterAll(() => kakao.stop());
	beforeEach(() => {
		kakao.behavior = "ok";
		kakao.queries = [];
		warnings.length = 0;
	});
	afterEach(() => void jest.restoreAllMocks());

	const open = ({ key = kakao.key, timeoutMs = 5_000 } = {}) =>
		new PlaceSearch(new KakaoLocal({ key, url: kakao.url, timeoutMs }), (text) => void warnings.push(text));

	it("finds an address and keeps its detail, which Kakao does not know", async () => {
		expect(await open().search("강남구 테헤란로 152 B1층 카페")).toEqual([
			{
				name: { ko: "서울 강남구 테헤란로 152", en: "서울 강남구 테헤란로 152" },
				location: { address: "서울 강남구 테헤란로 152 B1층 카페", lat: 37.5000242405515, lng: 127.036508620542 },
			},
		]);
		expect(kakao.queries).toEqual(["address.json 강남구 테헤란로 152"]);
	});

	it("searches names of places when there is no such address", async () => {
		const [found] = await open().search("강남역");

		expect(found).toEqual({
			name: { ko: "강남역 (서울 강남구 강남대로 396)", en: "강남역 (서울 강남구 강남대로 396)" },
			location: { address: "서울 강남구 강남대로 396 강남역", lat: 37.498, lng: 127.028 },
		});
		expect(kakao.queries).toEqual(["address.json 강남역", "keyword.json 강남역"]);
		expect(await open().search("역삼동")).toEqual([]);
	});

	it.each([
		["is refused", "ok", { key: "wrong" }],
		["does not answer", "silent", { timeoutMs: 50 }],
		["fails", "broken", {}],
		["answers something else", "garbage", {}],
	] as const)("searches the table of Seoul for a while when it %s", async (_, behavior, options) => {
		kakao.behavior = behavior;
		const places = open(options);

		for (const query of ["역삼동", "역삼동 1"]) expect((await places.search(query))[0]!.name.ko).toBe("강남구 역삼동");
		expect(kakao.queries).toHaveLength(1);
		expect(warnings).toEqual([expect.stringContaining("paused for 10 s")]);

		kakao.behavior = "ok";
		const now = Date.now();
		jest.spyOn(Date, "now").mockReturnValue(now + 10_000);
		await places.search("역삼동");
		expect(kakao.queries.length).toBeGreaterThan(1);
	});

	it("searches the table of Seoul without a provider", async () => {
		expect((await new PlaceSearch(undefined, () => undefined).search("잠실"))[0]!.name.ko).toBe("송파구 잠실동");
	});
});
