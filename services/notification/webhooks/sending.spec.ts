import type { SendingStatus } from "../../../contracts/webhook.ts";
import { reachable } from "../../../test/support/builders/rules.ts";
import { advance, awaited, type Sending, type Step, TRANSITIONS } from "./sending.ts";

const PATIENCE = { lease: 100, delays: [5, 25] };
const STEPS: Step[] = ["begin", "succeed", "fail", "giveUp", "postpone", "again"];

const as = (status: SendingStatus, change: Partial<Sending> = {}): Sending => ({
	status,
	tries: status === "waiting" ? 0 : 1,
	nextAt: status === "waiting" ? 10 : status === "sending" ? 110 : null,
	by: status === "sending" ? "one" : null,
	...change,
});

const EXPECTED: Record<SendingStatus, Partial<Record<Step, SendingStatus>>> = {
	waiting: { begin: "sending", postpone: "waiting", giveUp: "failed", again: "waiting" },
	sending: { begin: "sending", succeed: "delivered", fail: "waiting", giveUp: "failed" },
	delivered: { again: "waiting" },
	failed: { again: "waiting" },
};
const ALL = Object.keys(EXPECTED).flatMap((status) => STEPS.map((step) => [status as SendingStatus, step] as const));

describe("something on its way out", () => {
	it.each(ALL)("that is %s takes %s as the table says", (status, step) => {
		const by = step === "begin" ? "two" : "one";

		expect(advance(as(status), { step, at: 200, by, until: 300 }, PATIENCE)?.status).toBe(EXPECTED[status][step]);
	});

	it("can come to every status", () => {
		expect(reachable(TRANSITIONS, [awaited(0).status])).toEqual(new Set(Object.keys(TRANSITIONS)));
	});

	it("holds a lease while it is attempted", () => {
		const begun = advance(as("waiting"), { step: "begin", at: 10, by: "one" }, PATIENCE)!;

		expect(begun).toEqual({ status: "sending", tries: 1, nextAt: 110, by: "one" });
		expect(advance(begun, { step: "begin", at: 109, by: "two" }, PATIENCE)).toBeUndefined();
		expect(advance(begun, { step: "begin", at: 110, by: "two" }, PATIENCE)).toMatchObject({ tries: 2, nextAt: 210, by: "two" });
	});

	it("is not begun before its time, nor by nobody", () => {
		expect(advance(as("waiting"), { step: "begin", at: 9, by: "one" }, PATIENCE)).toBeUndefined();
		expect(advance(as("waiting"), { step: "begin", at: 10 }, PATIENCE)).toBeUndefined();
	});

	it.each(["succeed", "fail", "giveUp"] as const)("takes no %s from an attempt that was overtaken", (step) => {
		expect(advance(as("sending"), { step, at: 120, by: "another" }, PATIENCE)).toBeUndefined();
	});

	it("waits longer after each failure, and then no more", () => {
		const failed = (tries: number) => advance(as("sending", { tries }), { step: "fail", at: 100, by: "one" }, PATIENCE);

		expect(failed(1)).toEqual({ status: "waiting", tries: 1, nextAt: 105, by: null });
		expect(failed(2)).toEqual({ status: "waiting", tries: 2, nextAt: 125, by: null });
		expect(failed(3)).toEqual({ status: "failed", tries: 3, nextAt: null, by: null });
	});

	it("starts anew when it is told to go again", () => {
		expect(advance(as("failed", { tries: 3 }), { step: "again", at: 500 }, PATIENCE)).toEqual(awaited(500));
	});
});
