import type { Problem } from "./checks/problem.ts";
import { Records } from "./checks/records.ts";
import { judge, unsettled } from "./checks/verdict.ts";
import { Random } from "./clock/random.ts";
import type { TraceLine } from "./clock/trace.ts";
import { Injector } from "./faults/injector.ts";
import type { Fault } from "./faults/plan.ts";
import { OPERATOR } from "./participants/callers.ts";
import { Client } from "./participants/client.ts";
import { History } from "./participants/history.ts";
import { Life } from "./participants/life.ts";
import { openStores } from "./participants/opening.ts";
import { scenarioOf } from "./participants/scenario.ts";
import { layoutOf } from "./system/layout.ts";
import { type Loaded, loadServices, System } from "./system/system.ts";

/** What happens in a run. The same plan gives the same run. */
export interface Plan {
	seed: number;
	/** Numbers of the lives to live, and how many there were before the plan was reduced. */
	lives: readonly number[];
	of: number;
	faults: readonly Fault[];
	/** Of each kind of node; undefined leaves it to the seed. */
	replicas?: number;
	/** Another order of events for the same lives and faults. */
	variant?: number;
}

export interface Result {
	hash: string;
	steps: number;
	/** Virtual time; ms. */
	took: number;
	problems: Problem[];
	/** How many orders ended in each way. */
	endings: Map<string, number>;
	/** The number of each order's life. */
	lifeOf: Map<string, number>;
	messages: number;
	writes: number;
	/** What happened, if it was recorded. */
	lines: readonly TraceLine[];
	openedAt: number;
}

/** Arrivals per second: usual ones, and a flood. */
const RATES = [2, 2, 15];
const LIVES_PER_CUSTOMER = 3;
/** Within this time after the last arrival and the last fault every order has ended, and nothing waits any more; ms. */
const SETTLED_WITHIN = 2 * 3_600_000;
/** From then on nothing is published; ms. */
const SILENCE = 120_000;
const LOOK_EVERY = 10_000;
/** What an operator does about lost messages, and after how many looks again. */
const REPAIR = "ops.repair";
const REPAIR_EVERY = 30;
const VARIANT = 1_000_003;

/** How long people arrive; ms. */
export const durationOf = (seed: number, lives: number): number => (lives / new Random(seed, "rate").pick(RATES)) * 1_000;

class Run {
	#plan: Plan;
	#system: System;
	#client: Client;
	#history: History;
	#injector: Injector;
	#records: Records;
	#people: Life[];
	#crashes: string[] = [];
	#openedAt = 0;
	#deadline = 0;

	constructor(services: readonly Loaded[], plan: Plan, isRecording: boolean) {
		const { lives, of, seed, variant = 0 } = plan;
		this.#plan = plan;
		this.#system = new System(services, seed + variant * VARIANT, isRecording);
		const { disks, scheduler } = this.#system;
		this.#client = new Client(this.#system, new Random(seed + variant * VARIANT, "client"));
		this.#history = new History(() => scheduler.now);
		this.#injector = new Injector(this.#system, new Random(seed, "injector"));
		this.#records = new Records(disks);
		const customers = Math.max(1, Math.round(of / LIVES_PER_CUSTOMER));
		const scenario = (life: number) => scenarioOf(seed, life, durationOf(seed, of), customers);
		this.#people = lives.map((life) => new Life(this.#client, this.#history, seed, life, scenario(life)));
		scheduler.isBusy = () => this.#client.inFlight > 0 || this.#system.isBusy;
	}

	async result(): Promise<Result> {
		const { scheduler, server, trace, way } = this.#system;
		const onCrash = (reason: unknown) => void this.#crashes.push(`${scheduler.owner.name}: ${(reason as Error)?.stack ?? reason}`);
		process.on("unhandledRejection", onCrash);
		await this.#open();
		await this.#live();
		await this.#settle();
		const took = scheduler.now;
		const settledMessages = server.messages.length;
		await this.#pause(SILENCE);
		const problems = this.#judge(settledMessages);
		await this.#system.close();
		process.off("unhandledRejection", onCrash);
		return {
			hash: trace.hash,
			steps: scheduler.steps,
			took,
			problems,
			endings: this.#endings(),
			lifeOf: new Map(this.#people.map(({ number, orderId }) => [orderId, number])),
			messages: server.messages.length,
			writes: way.writes,
			lines: trace.lines,
			openedAt: this.#openedAt,
		};
	}

	async #open(): Promise<void> {
		const { folders, nodes, scheduler } = this.#system;
		const { faults, of, replicas, seed } = this.#plan;
		const has = (kind: string) => faults.some((fault) => fault.kind === kind);
		const needs = { replicas, probes: has("upgrade"), operators: has("powerCut") };
		for (const node of layoutOf(seed, folders, needs)) this.#system.addNode(node.name, node.folders);
		await scheduler.run(Promise.all(nodes.map((node) => node.start())));
		await scheduler.run(openStores(this.#client, of));
		this.#openedAt = scheduler.now;
		this.#injector.schedule(faults);
		this.#deadline = Math.max(this.#openedAt + durationOf(this.#plan.seed, of), this.#injector.endsAt) + SETTLED_WITHIN;
	}

	/** Until all people have gone, or for so long that something must be wrong. */
	async #live(): Promise<void> {
		const { scheduler } = this.#system;
		const lives = Promise.all(this.#people.map((life) => life.run()));
		await scheduler.run(Promise.race([lives, this.#client.pause(this.#deadline - scheduler.now)]));
		if (scheduler.now < this.#injector.endsAt) await this.#pause(this.#injector.endsAt - scheduler.now);
	}

	async #settle(): Promise<void> {
		const { scheduler, server } = this.#system;
		const needsRepair = this.#plan.faults.some(({ kind }) => kind === "powerCut");
		for (let looks = 1; unsettled(this.#records, server).length > 0 && scheduler.now < this.#deadline; looks++) {
			await this.#pause(LOOK_EVERY);
			if (needsRepair && looks % REPAIR_EVERY === 0) await scheduler.run(this.#client.call(OPERATOR, REPAIR, {}));
		}
	}

	#pause(milliseconds: number): Promise<void> {
		return this.#system.scheduler.run(this.#client.pause(milliseconds));
	}

	#judge(settledMessages: number): Problem[] {
		const { faults, of } = this.#plan;
		const { server, way } = this.#system;
		const { endsAt, upgradedFrom } = this.#injector;
		return judge({
			records: this.#records,
			server,
			history: this.#history,
			lives: of,
			acknowledged: this.#people.flatMap(({ isPlaced, orderId }) => (isPlaced ? [orderId] : [])),
			callFailures: this.#client.failures,
			crashes: this.#crashes,
			writes: way.writesOf,
			faults: faults[0] && { from: this.#openedAt + faults[0].at, until: endsAt },
			upgradedFrom,
			settledMessages,
		});
	}

	#endings(): Map<string, number> {
		const endings = new Map<string, number>();
		for (const { reason, refunded, status } of this.#records.orders) {
			const ending = status === "cancelled" ? `cancelled (${reason})` : `${status}${refunded ? ", refunded" : ""}`;
			endings.set(ending, (endings.get(ending) ?? 0) + 1);
		}
		return endings;
	}
}

/** Lives the lives of a plan, and reports what went wrong. */
export const simulate = async (plan: Plan, isRecording = false): Promise<Result> =>
	new Run(await loadServices(), plan, isRecording).result();
