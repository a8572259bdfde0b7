import { checksFor } from "./pre-commit.ts";

const namesFor = (...staged: string[]): string[] => checksFor(staged).map(({ name }) => name);

describe("the checks before a commit", () => {
	it.each<[string, string[], string[]]>([
		["documents", ["README.md"], ["style"]],
		["services", ["services/order/order.ts"], ["style", "types"]],
		["pages", ["web/store/main.tsx"], ["style", "types of web"]],
		["contracts with pages", ["contracts/order.ts", "web/store/main.tsx"], ["style", "types", "types of web"]],
	])("for %s are only those that they need", (_, staged, expected) => {
		expect(namesFor(...staged)).toEqual(expected);
	});
});
