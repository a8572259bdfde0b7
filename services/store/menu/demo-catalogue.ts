import type { CatalogueSnapshot } from "../../../contracts/menu/catalogue.ts";
import type { Category, OfferSnapshot, OptionGroup, ProductSnapshot } from "../../../contracts/menu/items.ts";
import type { Allergen } from "../../../contracts/notation/common.ts";
import { drawingPath } from "../drawings/drawings.ts";

type Option = OptionGroup["options"][number];

const byId = <Item extends { id: string }>(items: Item[]): Record<string, Item> => Object.fromEntries(items.map((item) => [item.id, item]));

const category = (id: string, ko: string, en: string, position: number): Category => ({ id, name: { ko, en }, position });

const option = (id: string, ko: string, en: string, change: Partial<Option> = {}): Option => ({
	id,
	name: { ko, en },
	price: 0,
	maxQuantity: 1,
	default: false,
	allergens: [],
	...change,
});

const group = (id: string, ko: string, en: string, [min, max]: [number, number], options: Option[]): OptionGroup => ({
	id,
	name: { ko, en },
	min,
	max,
	options,
});

const DEFAULT = { default: true };

const GROUPS: OptionGroup[] = [
	group("temperature", "온도", "Temperature", [1, 1], [option("hot", "따뜻하게", "Hot", DEFAULT), option("iced", "아이스", "Iced")]),
	group(
		"size",
		"사이즈",
		"Size",
		[1, 1],
		[option("regular", "레귤러", "Regular", DEFAULT), option("large", "라지", "Large", { price: 700 })],
	),
	group(
		"beans",
		"원두",
		"Beans",
		[1, 1],
		[option("house", "하우스 블렌드", "House blend", DEFAULT), option("decaf", "디카페인", "Decaf", { price: 300 })],
	),
	group("shots", "샷", "Espresso shot", [0, 1], [option("extra-shot", "샷 추가", "Extra shot", { price: 600, maxQuantity: 3 })]),
	group(
		"milk",
		"우유",
		"Milk",
		[1, 1],
		[
			option("whole", "일반 우유", "Whole milk", { ...DEFAULT, allergens: ["milk"] }),
			option("low-fat", "저지방 우유", "Low-fat milk", { allergens: ["milk"] }),
			option("soy", "두유", "Soy milk", { allergens: ["soybean"] }),
			option("oat", "귀리 우유", "Oat milk", { price: 600 }),
		],
	),
	group(
		"syrup",
		"시럽",
		"Syrup",
		[0, 3],
		[
			option("vanilla", "바닐라 시럽", "Vanilla syrup", { price: 500, maxQuantity: 3 }),
			option("hazelnut", "헤이즐넛 시럽", "Hazelnut syrup", { price: 500, maxQuantity: 3 }),
			option("caramel", "캐러멜 시럽", "Caramel syrup", { price: 500, maxQuantity: 3 }),
		],
	),
	group(
		"ice",
		"얼음",
		"Ice",
		[1, 1],
		[option("regular", "보통", "Regular ice", DEFAULT), option("less", "얼음 적게", "Less ice"), option("none", "얼음 없이", "No ice")],
	),
	group(
		"whip",
		"휘핑크림",
		"Whipped cream",
		[0, 1],
		[option("whip", "휘핑크림 추가", "Whipped cream", { price: 500, allergens: ["milk"] })],
	),
	group(
		"warming",
		"데우기",
		"Warming",
		[1, 1],
		[option("warm", "데워 주세요", "Warmed up", DEFAULT), option("cold", "그대로 주세요", "As it is")],
	),
	group(
		"spread",
		"곁들임",
		"On the side",
		[0, 2],
		[
			option("cream-cheese", "크림치즈", "Cream cheese", { price: 1_000, allergens: ["milk"] }),
			option("butter", "버터", "Butter", { price: 500, allergens: ["milk"] }),
			option("strawberry-jam", "딸기잼", "Strawberry jam", { price: 500 }),
		],
	),
];

const COFFEE = ["temperature", "size", "beans", "shots", "syrup"];
const MILK_COFFEE = ["temperature", "size", "beans", "shots", "milk", "syrup"];
const COLD_BREW = ["size", "ice", "syrup"];
const TEA = ["temperature", "size"];
const ADE = ["size", "ice"];

const CATEGORIES = [
	category("coffee", "커피", "Coffee", 1),
	category("cold-brew", "콜드브루", "Cold brew", 2),
	category("non-coffee", "논커피·에이드", "Chocolate, matcha and ades", 3),
	category("tea", "티", "Tea", 4),
	category("bakery", "베이커리", "Bakery", 5),
];

type Named = [productId: string, ko: string, en: string];
type Described = [ko: string, en: string];
/** Price in KRW, preparation in seconds, kcal, caffeine in mg. */
type Figures = [price: number, prepSeconds: number, kcal: number, caffeineMg: number];

const product = (
	categoryId: string,
	[productId, ko, en]: Named,
	[descriptionKo, descriptionEn]: Described,
	[price, prepSeconds, kcal, caffeineMg]: Figures,
	optionGroupIds: string[],
	allergens: Allergen[] = [],
): ProductSnapshot => ({
	productId,
	name: { ko, en },
	description: { ko: descriptionKo, en: descriptionEn },
	categoryId,
	price,
	prepSeconds,
	image: drawingPath(productId),
	allergens,
	kcal,
	caffeineMg,
	optionGroupIds,
});

const PRODUCTS: ProductSnapshot[] = [
	product(
		"coffee",
		["americano", "아메리카노", "Americano"],
		["고소한 하우스 블렌드 에스프레소를 물로 연하게 즐기는 기본 커피", "Our house blend espresso, lengthened with water"],
		[4_500, 60, 10, 150],
		COFFEE,
	),
	product(
		"coffee",
		["latte", "라떼", "Latte"],
		["진한 에스프레소에 부드럽게 데운 우유를 더한 라떼", "Espresso with silky steamed milk"],
		[5_000, 90, 180, 150],
		MILK_COFFEE,
	),
	product(
		"coffee",
		["cappuccino", "카푸치노", "Cappuccino"],
		["풍성한 우유 거품으로 커피 향을 살린 카푸치노", "Espresso under a thick layer of milk foam"],
		[5_000, 90, 120, 150],
		MILK_COFFEE,
	),
	product(
		"coffee",
		["flat-white", "플랫화이트", "Flat white"],
		["리스트레토 샷에 고운 거품의 우유를 얹어 더 진한 커피", "Ristretto shots with finely textured milk"],
		[5_300, 90, 160, 170],
		["temperature", "beans", "shots", "milk"],
	),
	product(
		"coffee",
		["vanilla-latte", "바닐라라떼", "Vanilla latte"],
		["천연 바닐라빈 시럽으로 은은한 단맛을 낸 라떼", "Latte sweetened with real vanilla bean"],
		[5_500, 90, 250, 150],
		MILK_COFFEE,
	),
	product(
		"coffee",
		["mocha", "모카", "Mocha"],
		["진한 초콜릿 소스와 에스프레소, 우유가 어우러진 모카", "Espresso, milk and dark chocolate sauce"],
		[5_500, 90, 290, 160],
		[...MILK_COFFEE, "whip"],
		["milk", "soybean"],
	),
	product(
		"coffee",
		["caramel-macchiato", "캐러멜마키아토", "Caramel macchiato"],
		["바닐라 우유에 샷을 붓고 캐러멜을 두른 달콤한 커피", "Vanilla milk marked with espresso and caramel"],
		[5_900, 90, 270, 150],
		MILK_COFFEE,
		["milk"],
	),
	product(
		"cold-brew",
		["cold-brew", "콜드브루", "Cold brew"],
		["찬물로 열두 시간 천천히 우려 깔끔하고 부드러운 커피", "Steeped in cold water for twelve hours, smooth and clean"],
		[4_900, 30, 5, 190],
		COLD_BREW,
	),
	product(
		"cold-brew",
		["cold-brew-latte", "콜드브루 라떼", "Cold brew latte"],
		["콜드브루 원액에 차가운 우유를 더해 고소한 라떼", "Cold brew with cold milk"],
		[5_500, 45, 130, 190],
		["size", "ice", "milk", "syrup"],
	),
	product(
		"cold-brew",
		["cold-brew-tonic", "콜드브루 토닉", "Cold brew tonic"],
		["콜드브루에 토닉워터와 레몬을 더한 산뜻한 탄산 커피", "Cold brew over tonic water with lemon"],
		[5_800, 45, 90, 180],
		["size", "ice"],
	),
	product(
		"non-coffee",
		["chocolate", "초콜릿 라떼", "Hot chocolate"],
		["카카오 함량이 높은 초콜릿을 우유에 녹인 진한 음료", "Milk with melted dark chocolate"],
		[5_500, 90, 330, 15],
		["temperature", "size", "milk", "whip"],
		["milk", "soybean"],
	),
	product(
		"non-coffee",
		["matcha-latte", "제주 말차라떼", "Jeju matcha latte"],
		["제주산 유기농 말차를 우유에 풀어 쌉싸름하고 고소한 라떼", "Organic matcha from Jeju whisked into milk"],
		[5_800, 90, 240, 60],
		["temperature", "size", "milk"],
	),
	product(
		"non-coffee",
		["sweet-potato-latte", "고구마라떼", "Sweet potato latte"],
		["국내산 고구마를 갈아 넣어 한 끼처럼 든든한 라떼", "Milk blended with Korean sweet potato"],
		[5_800, 90, 310, 0],
		["temperature", "size", "milk"],
	),
	product(
		"non-coffee",
		["grapefruit-ade", "자몽에이드", "Grapefruit ade"],
		["직접 담근 자몽청에 탄산수를 부어 상큼한 에이드", "House-made grapefruit preserve with sparkling water"],
		[5_900, 45, 180, 0],
		ADE,
	),
	product(
		"non-coffee",
		["lemon-ade", "레몬에이드", "Lemonade"],
		["생레몬을 듬뿍 넣어 새콤하고 시원한 에이드", "Fresh lemon with sparkling water"],
		[5_700, 45, 170, 0],
		ADE,
	),
	product(
		"tea",
		["earl-grey", "얼그레이", "Earl Grey"],
		["베르가모트 향이 은은한 홍차", "Black tea scented with bergamot"],
		[4_800, 60, 0, 50],
		TEA,
	),
	product(
		"tea",
		["chamomile", "캐모마일", "Chamomile"],
		["카페인 없이 편안하게 즐기는 허브티", "A calming herbal infusion without caffeine"],
		[4_800, 60, 0, 0],
		TEA,
	),
	product(
		"tea",
		["hallabong-tea", "한라봉차", "Hallabong tea"],
		["제주 한라봉을 껍질째 담가 향긋하고 달콤한 차", "Jeju citrus preserved with its peel"],
		[5_500, 60, 160, 0],
		TEA,
	),
	product(
		"tea",
		["peach-iced-tea", "복숭아 아이스티", "Peach iced tea"],
		["달콤한 복숭아 향을 더해 시원하게 마시는 홍차", "Iced black tea with peach"],
		[4_500, 30, 120, 20],
		ADE,
		["peach"],
	),
	product(
		"bakery",
		["croissant", "크루아상", "Croissant"],
		["발효 버터로 겹겹이 구워 바삭한 크루아상", "Crisp layers baked with cultured butter"],
		[3_800, 30, 280, 0],
		["warming", "spread"],
		["wheat", "milk", "egg"],
	),
	product(
		"bakery",
		["salt-bread", "소금빵", "Salt bread"],
		["버터를 넣어 굽고 게랑드 소금을 뿌린 짭짤한 빵", "Buttery roll topped with Guérande salt"],
		[3_500, 30, 250, 0],
		["warming"],
		["wheat", "milk", "egg"],
	),
	product(
		"bakery",
		["bagel", "플레인 베이글", "Plain bagel"],
		["쫄깃하게 데쳐 구운 담백한 베이글", "Boiled and baked the traditional way"],
		[3_900, 60, 290, 0],
		["warming", "spread"],
		["wheat"],
	),
	product(
		"bakery",
		["financier", "피낭시에", "Financier"],
		["태운 버터와 아몬드 가루로 구운 작은 프랑스 과자", "Small French cake of brown butter and almonds"],
		[2_800, 15, 180, 0],
		[],
		["wheat", "milk", "egg", "almond"],
	),
	product(
		"bakery",
		["basque-cheesecake", "바스크 치즈케이크", "Basque cheesecake"],
		["겉은 진하게 굽고 속은 크림처럼 부드러운 치즈케이크", "Burnt on the outside, creamy inside"],
		[6_800, 15, 390, 0],
		[],
		["milk", "egg", "wheat"],
	),
	product(
		"bakery",
		["carrot-cake", "당근 케이크", "Carrot cake"],
		["당근과 호두를 듬뿍 넣고 크림치즈를 올린 케이크", "With walnuts and cream cheese frosting"],
		[6_500, 15, 420, 0],
		[],
		["milk", "egg", "wheat", "walnut"],
	),
	product(
		"bakery",
		["ham-cheese-sandwich", "잠봉뵈르 샌드위치", "Ham and butter sandwich"],
		["바게트에 잠봉과 버터를 두툼하게 넣은 샌드위치", "Baguette with thick butter and French ham"],
		[7_900, 90, 480, 0],
		["warming"],
		["wheat", "milk", "pork"],
	),
];

/** A café's menu. */
export const DEMO_CATALOGUE: CatalogueSnapshot = {
	categories: byId(CATEGORIES),
	products: Object.fromEntries(PRODUCTS.map((product, position) => [product.productId, { ...product, position }])),
	optionGroups: byId(GROUPS),
};

/** Seconds for what takes minutes elsewhere. */
export const DEMO_QUICK_OFFERS: Record<string, OfferSnapshot> = Object.fromEntries(
	PRODUCTS.map(({ prepSeconds, productId }) => [productId, { prepSeconds: Math.max(1, Math.round(prepSeconds / 30)) }]),
);
