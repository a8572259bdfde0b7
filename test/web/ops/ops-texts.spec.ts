import { MESSAGE_TYPES } from "../../../contracts/catalogue/messages.ts";
import { en, ko } from "../../../web/ops/orders/event-names.ts";
import { WHO_EN, WHO_KO, whatInKorean } from "../../../web/ops/status/waiting.ts";
import { sources } from "../../support/services.ts";

describe("operators' texts", () => {
	it("name every message type", () => {
		expect(Object.keys(ko).sort()).toEqual(MESSAGE_TYPES.toSorted());
		expect(Object.keys(en)).toEqual(Object.keys(ko));
	});

	const [source] = sources("services/ops/why.ts");
	const PATTERN = /waiting\(\s*"(\w+)",\s*(?:[\w. =]+"\w+" \? )?(?:"([^"]+)"|`((?:\$\{[^}]*\}|[^`])*)`)/g;
	const waits = [...source!.text.matchAll(PATTERN)].map(([, who, text, template]) => [who!, (text ?? template)!] as const);

	it("cover the reasons found in the server's source", () => {
		expect(waits.length).toBeGreaterThan(15);
	});

	it.each(waits)("translate a wait for %s: %s", (who, what) => {
		expect(whatInKorean(what.replace(/\$\{[^}]*\}/g, "brewing"))).toMatch(/[가-힣]/);
		expect([WHO_KO[who], WHO_EN[who]]).not.toContain(undefined);
	});
});
