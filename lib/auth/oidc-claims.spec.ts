import type { JWTPayload } from "jose";
import { accountIdOf, languageOf, nameOf, standingOf } from "./oidc-claims.ts";

const GRANTS = ["admins=operator", "couriers=rider", "gangnam-team=staff:gangnam", "store-*=staff:*", "regulars=customer"];
const standing = (roles: unknown, path = "roles") => standingOf({ roles } as JWTPayload, path, GRANTS);

describe("what somebody may do here", () => {
	it.each<[string, unknown, object]>([
		["nothing of note there", ["tea-drinkers"], { roles: ["customer"] }],
		["nothing at all there", undefined, { roles: ["customer"] }],
		["one thing", ["couriers"], { roles: ["rider"] }],
		["several, in the order of the grants", ["regulars", "couriers", "admins"], { roles: ["operator", "rider", "customer"] }],
		["a store by its team", ["gangnam-team"], { roles: ["staff"], storeId: "gangnam" }],
		["a store by its name", ["store-hongdae"], { roles: ["staff"], storeId: "hongdae" }],
		["two stores", ["store-hongdae", "gangnam-team"], { roles: ["staff"], storeId: "gangnam" }],
		["words in one text, as scopes are", "openid couriers", { roles: ["rider"] }],
	])("follows from being %s", (_, roles, expected) => {
		expect(standing(roles)).toEqual(expected);
	});

	it.each<[string, unknown]>([
		["a store without a name", ["store-"]],
		["a store with a strange name", ["store-../x"]],
		["a name that only begins like one", ["admins2", "my-admins"]],
		["our own words for it", ["operator", "staff", "rider", "*", "store-*"]],
		["no names", [7, null, { admins: true }]],
		["an object", { admins: true }],
	])("is no more than a customer's for %s", (_, roles) => {
		expect(standing(roles)).toEqual({ roles: ["customer"] });
	});

	it("is found under a path, or under a name with dots in it", () => {
		expect(standingOf({ realm_access: { roles: ["admins"] } }, "realm_access.roles", GRANTS).roles).toEqual(["operator"]);
		expect(standingOf({ "https://coffee.example/roles": ["admins"] }, "https://coffee.example/roles", GRANTS).roles).toEqual(["operator"]);
		expect(standingOf({}, "constructor.name", ["Object=operator"]).roles).toEqual(["customer"]);
	});
});

describe("the account of somebody from outside", () => {
	it("is always the same, and another one's at another provider", () => {
		const id = accountIdOf("https://one.example", "mina");

		expect(id).toMatch(/^acc_ext_[0-9a-f]{40}$/);
		expect(accountIdOf("https://one.example", "mina")).toBe(id);
		expect(accountIdOf("https://two.example", "mina")).not.toBe(id);
		expect(accountIdOf('https://one.example","mina', "x")).not.toBe(accountIdOf("https://one.example", 'mina","x'));
	});

	it("is never one of ours, whatever the provider calls them", () => {
		expect(accountIdOf("https://one.example", "acc_demo_operator")).not.toBe("acc_demo_operator");
	});
});

describe("what somebody is called", () => {
	it.each<[JWTPayload, string | null]>([
		[{ name: " 윤미나 ", preferred_username: "mina" }, "윤미나"],
		[{ name: " ", preferred_username: "mina" }, "mina"],
		[{ name: 7 }, null],
		[{}, null],
		[{ name: "☕".repeat(101) }, "☕".repeat(100)],
	])("%j: %s", (claims, name) => {
		expect(nameOf(claims)).toBe(name);
	});

	it("comes with a language", () => {
		expect(["en", "en-US", "EN", "ko-KR", "enx", 7, undefined].map((locale) => languageOf({ locale }))).toEqual([
			"en",
			"en",
			"en",
			"ko",
			"ko",
			"ko",
			"ko",
		]);
	});
});
