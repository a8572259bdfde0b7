import { MESSAGE_TYPES } from "../../../contracts/messages.ts";
import { en, ko } from "../../../web/ops/orders/happening-words.ts";
import { WHO_EN, WHO_KO, whatInKorean } from "../../../web/ops/status/waiting.ts";
import { sources } from "../../support/services.ts";

describe("operators' words", () => {
	it("are there for every kind of message", () => {
		expect(Object.keys(ko).sort()).toEqual(MESSAGE_TYPES.toSorted());
		expect(Object.keys(en)).toEqual(Object.keys(ko));
	});

	const [why] = sources("services/ops/why.ts");
	const said = /waiting\(\s*"(\w+)",\s*(?:[\w. =]+"\w+" \? )?(?:"([^"]+)"|`((?:\$\{[^}]*\}|[^`])*)`)/g;
	const waits = [...why!.text.matchAll(said)].map(([, who, text, template]) => [who!, (text ?? template)!] as const);

	it("are looked for in what the server says", () => {
		expect(waits.length).toBeGreaterThan(15);
	});

	it.each(waits)("are Korean, too, for what waits for %s: %s", (who, what) => {
		expect(whatInKorean(what.replace(/\$\{[^}]*\}/g, "brewing"))).toMatch(/[가-힣]/);
		expect([WHO_KO[who], WHO_EN[who]]).not.toContain(undefined);
	});
});
