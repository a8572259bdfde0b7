import type { SendingStatus } from "../../../contracts/webhook.ts";
import { reachable } from "../../../test/support/builders/rules.ts";
import { advance, pending, type Sending, type Step, TRANSITIONS } from "./sending.ts";

const RETRY_POLICY = { lease: 100, delays: [5, 25] };
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

describe("sending with retries", () => {
	it.each(ALL)("%s, %s", (status, step) => {
		const by = step === "begin" ? "two" : "one";

		expect(advance(as(status), { step, at: 200, by, until: 300 }, RETRY_POLICY)?.status).toBe(EXPECTED[status][step]);
	});

	it("can reach every status", () => {
		expect(reachable(TRANSITIONS, [pending(0).status])).toEqual(new Set(Object.keys(TRANSITIONS)));
	});

	it("holds a lease during an attempt", () => {
		const started = advance(as("waiting"), { step: "begin", at: 10, by: "one" }, RETRY_POLICY)!;

		expect(started).toEqual({ status: "sending", tries: 1, nextAt: 110, by: "one" });
		expect(advance(started, { step: "begin", at: 109, by: "two" }, RETRY_POLICY)).toBeUndefined();
		expect(advance(started, { step: "begin", at: 110, by: "two" }, RETRY_POLICY)).toMatchObject({ tries: 2, nextAt: 210, by: "two" });
	});

	it("starts no attempt early or without an attempt id", () => {
		expect(advance(as("waiting"), { step: "begin", at: 9, by: "one" }, RETRY_POLICY)).toBeUndefined();
		expect(advance(as("waiting"), { step: "begin", at: 10 }, RETRY_POLICY)).toBeUndefined();
	});

	it.each(["succeed", "fail", "giveUp"] as const)("ignores %s of a superseded attempt", (step) => {
		expect(advance(as("sending"), { step, at: 120, by: "another" }, RETRY_POLICY)).toBeUndefined();
	});

	it("waits longer after each failure, then fails", () => {
		const failed = (tries: number) => advance(as("sending", { tries }), { step: "fail", at: 100, by: "one" }, RETRY_POLICY);

		expect(failed(1)).toEqual({ status: "waiting", tries: 1, nextAt: 105, by: null });
		expect(failed(2)).toEqual({ status: "waiting", tries: 2, nextAt: 125, by: null });
		expect(failed(3)).toEqual({ status: "failed", tries: 3, nextAt: null, by: null });
	});

	it("starts over when it is sent again", () => {
		expect(advance(as("failed", { tries: 3 }), { step: "again", at: 500 }, RETRY_POLICY)).toEqual(pending(500));
	});
});
