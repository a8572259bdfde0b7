import { anOrder } from "../../test/support/builders/order.ts";
import { stateAfter } from "../../test/support/builders/rules.ts";
import { type OrderCommand, orderRules } from "./order.ts";

describe("the promised times", () => {
	const minutes = (count: number) => count * 60_000;
	const received: OrderCommand = { type: "storeReceived", answerBy: minutes(12), readyAt: minutes(15) };
	const accept: OrderCommand = { type: "accept", auto: { brew: false, dispatch: false }, readyAt: minutes(17) };

	it("follow the store's ready time, and the delivery moves with it", () => {
		const order = anOrder({ fulfilment: "delivery", promise: { readyAt: minutes(3), deliveredBy: minutes(23) } });

		const awaitingAnswer = stateAfter(orderRules, order, [received], minutes(7));
		const accepted = stateAfter(orderRules, awaitingAnswer, [accept], minutes(9));

		expect(awaitingAnswer.promise).toEqual({ readyAt: minutes(15), deliveredBy: minutes(35) });
		expect(accepted.promise).toEqual({ readyAt: minutes(17), deliveredBy: minutes(37) });
	});

	it("count from acceptance for a parcel", () => {
		const order = anOrder({ kind: "parcel", fulfilment: "delivery", promise: { readyAt: null, deliveredBy: minutes(20) } });

		const awaitingAnswer = stateAfter(orderRules, order, [{ ...received, readyAt: null } as OrderCommand], minutes(7));
		const accepted = stateAfter(orderRules, awaitingAnswer, [{ ...accept, readyAt: null } as OrderCommand], minutes(9));

		expect(accepted.promise).toEqual({ readyAt: null, deliveredBy: minutes(29) });
	});

	it("have no delivery time for a pick-up", () => {
		const order = anOrder({ promise: { readyAt: minutes(3), deliveredBy: null } });

		expect(stateAfter(orderRules, order, [received, accept]).promise).toEqual({ readyAt: minutes(17), deliveredBy: null });
	});
});
