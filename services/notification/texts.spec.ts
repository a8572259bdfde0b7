import { typesOf } from "../../contracts/catalogue/messages.ts";
import type { ReasonCode } from "../../contracts/order.ts";
import { REASONS, TEXTS, type Topic, textOf } from "./texts.ts";
import { whenText } from "./when.ts";

const facts = { number: "A-12", amount: 12_500, reason: null };
const topics = Object.keys(TEXTS) as Topic[];

describe("texts", () => {
	it.each([
		["2026-03-02T08:30:00+09:00", "오늘 08:30", "08:30 today"],
		["2026-03-03T00:00:00+09:00", "내일 00:00", "00:00 tomorrow"],
		["2026-03-08T18:15:00+09:00", "3월 8일 18:15", "18:15 on 8 March"],
	])("say when a scheduled order is for: %s", (at, ko, en) => {
		const when = whenText(Date.parse(at), Date.parse("2026-03-02T00:10:00+09:00"), "Asia/Seoul");

		expect(when).toEqual({ ko, en });
		expect(textOf("order.accepted_for_later", { ...facts, when }, "en").message).toBe(`The store accepted order A-12 for ${en}.`);
	});

	it.each(topics.flatMap((topic) => (["ko", "en"] as const).map((language) => [topic, language] as const)))(
		"%s is complete in %s",
		(topic, language) => {
			const { message, title } = textOf(topic, facts, language);

			expect(title).toMatch(/\S/);
			expect(message).toMatch(/A-12|12,500/);
			expect(message).not.toMatch(/[{}]/);
			expect(/[가-힣]/.test(message)).toBe(language === "ko");
		},
	);

	it("cover every order message", () => {
		expect(topics).toEqual(expect.arrayContaining(typesOf("order")));
	});

	it.each(Object.keys(REASONS).filter((reason) => reason !== "customer"))("include the reason: %s", (reason) => {
		expect(textOf("order.cancelled", { ...facts, reason }, "ko").message).toBe(
			`A-12번 주문이 취소되었습니다. ${REASONS[reason as ReasonCode].ko}`,
		);
	});

	it("include the store's own text unchanged", () => {
		expect(textOf("order.rejected", { ...facts, reason: "The {number} machine is broken." }, "en").message).toBe(
			"The store could not accept order A-12. The {number} machine is broken.",
		);
	});
});
