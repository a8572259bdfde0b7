import type { JWTPayload } from "jose";
import { accountIdOf, languageOf, nameOf, rolesOf } from "./oidc-claims.ts";

const GRANTS = ["admins=operator", "couriers=rider", "gangnam-team=staff:gangnam", "store-*=staff:*", "regulars=customer"];
const granted = (roles: unknown, path = "roles") => rolesOf({ roles } as JWTPayload, path, GRANTS);

describe("the roles of an external user", () => {
	it.each<[string, unknown, object]>([
		["no granted role", ["tea-drinkers"], { roles: ["customer"] }],
		["no roles claim", undefined, { roles: ["customer"] }],
		["one role", ["couriers"], { roles: ["rider"] }],
		["several roles, in the order of the grants", ["regulars", "couriers", "admins"], { roles: ["operator", "rider", "customer"] }],
		["a team of a store", ["gangnam-team"], { roles: ["staff"], storeId: "gangnam" }],
		["a role that contains the store id", ["store-hongdae"], { roles: ["staff"], storeId: "hongdae" }],
		["roles of two stores", ["store-hongdae", "gangnam-team"], { roles: ["staff"], storeId: "gangnam" }],
		["a space-separated string, like scopes", "openid couriers", { roles: ["rider"] }],
	])("are derived from %s", (_, roles, expected) => {
		expect(granted(roles)).toEqual(expected);
	});

	it.each<[string, unknown]>([
		["an empty store id", ["store-"]],
		["an invalid store id", ["store-../x"]],
		["a name that only contains a granted one", ["admins2", "my-admins"]],
		["Cortado's own role names", ["operator", "staff", "rider", "*", "store-*"]],
		["values that are not strings", [7, null, { admins: true }]],
		["an object", { admins: true }],
	])("are only the customer role for %s", (_, roles) => {
		expect(granted(roles)).toEqual({ roles: ["customer"] });
	});

	it("are read from a path or from a claim name with dots", () => {
		expect(rolesOf({ realm_access: { roles: ["admins"] } }, "realm_access.roles", GRANTS).roles).toEqual(["operator"]);
		expect(rolesOf({ "https://coffee.example/roles": ["admins"] }, "https://coffee.example/roles", GRANTS).roles).toEqual(["operator"]);
		expect(rolesOf({}, "constructor.name", ["Object=operator"]).roles).toEqual(["customer"]);
	});
});

describe("the account id of an external user", () => {
	it("is stable, and differs between providers", () => {
		const id = accountIdOf("https://one.example", "mina");

		expect(id).toMatch(/^acc_ext_[0-9a-f]{40}$/);
		expect(accountIdOf("https://one.example", "mina")).toBe(id);
		expect(accountIdOf("https://two.example", "mina")).not.toBe(id);
		expect(accountIdOf('https://one.example","mina', "x")).not.toBe(accountIdOf("https://one.example", 'mina","x'));
	});

	it("never equals the id of a local account, whatever the subject", () => {
		expect(accountIdOf("https://one.example", "acc_demo_operator")).not.toBe("acc_demo_operator");
	});
});

describe("the profile of an external user", () => {
	it.each<[JWTPayload, string | null]>([
		[{ name: " 윤미나 ", preferred_username: "mina" }, "윤미나"],
		[{ name: " ", preferred_username: "mina" }, "mina"],
		[{ name: 7 }, null],
		[{}, null],
		[{ name: "☕".repeat(101) }, "☕".repeat(100)],
	])("for %j has the name %s", (claims, name) => {
		expect(nameOf(claims)).toBe(name);
	});

	it("has a language", () => {
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
