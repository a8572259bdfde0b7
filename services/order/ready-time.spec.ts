import { anOrder } from "../../test/support/builders/order.ts";
import { told } from "../../test/support/builders/rules.ts";
import { type OrderCommand, orderRules } from "./order.ts";

describe("what was promised", () => {
	const minutes = (count: number) => count * 60_000;
	const submit: OrderCommand = { type: "submit", answerBy: minutes(12), readyAt: minutes(15) };
	const accept: OrderCommand = { type: "accept", auto: { brew: false, dispatch: false }, readyAt: minutes(17) };

	it("moves with the time that the store names, to the door as well", () => {
		const order = anOrder({ fulfilment: "delivery", promise: { readyAt: minutes(3), deliveredBy: minutes(23) } });

		const submitted = told(orderRules, order, [submit], minutes(7));
		const accepted = told(orderRules, submitted, [accept], minutes(9));

		expect(submitted.promise).toEqual({ readyAt: minutes(15), deliveredBy: minutes(35) });
		expect(accepted.promise).toEqual({ readyAt: minutes(17), deliveredBy: minutes(37) });
	});

	it("counts for a parcel from its acceptance", () => {
		const order = anOrder({ kind: "parcel", fulfilment: "delivery", promise: { readyAt: null, deliveredBy: minutes(20) } });

		const submitted = told(orderRules, order, [{ ...submit, readyAt: null } as OrderCommand], minutes(7));
		const accepted = told(orderRules, submitted, [{ ...accept, readyAt: null } as OrderCommand], minutes(9));

		expect(accepted.promise).toEqual({ readyAt: null, deliveredBy: minutes(29) });
	});

	it("stays nothing where nothing is brought", () => {
		const order = anOrder({ promise: { readyAt: minutes(3), deliveredBy: null } });

		expect(told(orderRules, order, [submit, accept]).promise).toEqual({ readyAt: minutes(17), deliveredBy: null });
	});
});
