import { isProblemCode } from "../../contracts/catalogue/problems.ts";
import type { Caller, CallMeta } from "../../lib/broker/guard.ts";
import { type Failure, problemCodeOf } from "../../services/gateway/http/problem.ts";
import type { Random } from "../clock/random.ts";
import { WORLD } from "../clock/scheduler.ts";
import type { SimulatedNode } from "../system/node.ts";
import type { System } from "../system/system.ts";

/** What a caller learns. A lost call may have taken effect. */
export type Outcome<Result> = { result: Result } | { refusal: string } | { lost: string };

const ANSWER_WITHIN = 20_000;

/** Calls the product from outside, as the gateway does. */
export class Client {
	calls = 0;
	inFlight = 0;
	/** Errors that no caller may receive. */
	readonly failures: string[] = [];
	#system: System;
	#random: Random;

	constructor(system: System, random: Random) {
		this.#system = system;
		this.#random = random;
	}

	async call<Result = unknown>(caller: Caller, action: string, params: object, meta: CallMeta = {}): Promise<Outcome<Result>> {
		const up = this.#system.nodes.filter(({ folders, isUp }) => isUp && folders.length === 0);
		if (up.length === 0) {
			await this.pause(1_000);
			return { lost: "no gateway" };
		}
		this.calls++;
		const gateway = this.#random.pick(up);
		this.inFlight++;
		const outcome = await this.#through<Result>(gateway, action, params, { ...meta, outside: true, caller });
		this.inFlight--;
		this.#system.trace.note(
			`calls ${action} ${(params as { orderId?: string }).orderId ?? meta.idEnding ?? ""}: ${describe(outcome)}`,
			caller.accountId,
		);
		return outcome;
	}

	/** Virtual time since the start; ms. */
	get now(): number {
		return this.#system.scheduler.now;
	}

	pause(milliseconds: number): Promise<void> {
		return new Promise((resolve) => {
			this.#system.scheduler.schedule(milliseconds, resolve, WORLD, "fixed");
		});
	}

	/** Rejected calls and dead gateways look alike: the connection ends without an answer. */
	#through<Result>(gateway: SimulatedNode, action: string, params: object, meta: CallMeta): Promise<Outcome<Result>> {
		const { conditions, scheduler } = this.#system;
		return new Promise((resolve) => {
			const settle = (outcome: Outcome<Result>) => {
				scheduler.cancel(limit);
				scheduler.schedule(conditions.latency(), () => resolve(outcome), WORLD);
			};
			const limit = scheduler.schedule(ANSWER_WITHIN, () => resolve({ lost: "no answer" }), WORLD);
			const call = () => {
				gateway.broker!.call<Result, object>(action, params, { meta }).then(
					(result) => settle({ result }),
					(error: Failure) => settle(this.#outcomeOf(action, error)),
				);
			};
			scheduler.schedule(conditions.latency(), call, gateway.process);
		});
	}

	#outcomeOf(action: string, error: Failure): { refusal: string } | { lost: string } {
		const { code, message, type } = error;
		if (isProblemCode(type)) return { refusal: type };
		if (problemCodeOf(error) === "internal") this.failures.push(`${action}: ${message} (${String(type ?? code)})`);
		return { lost: String(type ?? message) };
	}
}

const describe = (outcome: Outcome<unknown>): string => {
	if ("result" in outcome) return "done";
	return "refusal" in outcome ? `refused, ${outcome.refusal}` : `lost, ${outcome.lost}`;
};
