import type { Operation } from "../participants/history.ts";
import { nonLinearizable } from "./linearizability.ts";
import { MODELS } from "./models.ts";

const at = (action: string, from: number, until: number, answer: string): Operation => ({
	action,
	from,
	until: answer === "lost" ? Number.POSITIVE_INFINITY : until,
	outcome:
		answer === "lost" ? { lost: "no answer" } : answer.startsWith("done") ? { result: { status: answer.slice(5) } } : { refusal: answer },
});

const broken = (operations: Operation[], mayRepeat = false): string[] =>
	nonLinearizable(new Map([["ord_1", operations]]), MODELS, mayRepeat).map(({ rule }) => rule);

describe("the history of an order", () => {
	it("may have one answer of the store", () => {
		expect(broken([at("store-order.accept", 0, 9, "done accepted"), at("store-order.reject", 1, 8, "order_accepted")])).toEqual([]);
	});

	it("cannot have two answers of the store", () => {
		expect(broken([at("store-order.accept", 0, 9, "done accepted"), at("store-order.reject", 1, 8, "done rejected")])).toEqual([
			"the store's answer is linearizable",
		]);
	});

	it("cannot have a start after a granted cancellation", () => {
		expect(broken([at("order.cancel", 0, 1, "done granted"), at("brew.start", 2, 3, "done brewing")])).toEqual([
			"brewing and cancelling is linearizable",
		]);
	});

	it("cannot have a cancellation that is refused before brewing has begun", () => {
		const start = at("brew.start", 2, 3, "done brewing");

		expect(broken([at("order.cancel", 0, 1, "brewing_started"), start])).toEqual(["brewing and cancelling is linearizable"]);
		expect(broken([at("order.cancel", 0, 2.5, "brewing_started"), start])).toEqual([]);
	});

	it("lets a command without an answer take effect at any later time, or never", () => {
		const lost = at("brew.start", 0, 1, "lost");

		expect(broken([lost, at("order.cancel", 5, 6, "brewing_started")])).toEqual([]);
		expect(broken([lost, at("order.cancel", 5, 6, "done granted")])).toEqual([]);
	});

	it("lets a repeated command be refused because of its own effect, if answers were lost", () => {
		const refused = [at("brew.start", 0, 1, "already_brewing")];

		expect(broken(refused, true)).toEqual([]);
		expect(broken(refused)).toEqual(["brewing and cancelling is linearizable"]);
	});
});
