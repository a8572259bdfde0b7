import { BUS } from "../bus/bus-line.ts";
import type { Random } from "../clock/random.ts";
import { WORLD } from "../clock/scheduler.ts";
import type { SimulatedNode } from "../system/node.ts";
import { PROBE } from "../system/probe.ts";
import type { System } from "../system/system.ts";
import type { StorageCondition } from "./conditions.ts";
import type { Fault, FaultKind } from "./plan.ts";

/** Five minutes. */
const LARGEST_CLOCK_OFFSET = 300_000;
/** A server that syncs every two minutes loses at most what it has acknowledged since. */
const LOST_AT_MOST_MS = 120_000;
/** Stopping and starting a node takes less. */
const UPGRADE_MS = 10_000;
const RECOVERY_MS = 30_000;
export const POISON = "poison/";

type Undo = () => void | Promise<void>;

/** Breaks the system as planned, and mends it again. */
export class Injector {
	/** When the last fault is over; virtual ms. */
	endsAt = 0;
	/** From when on a new version handles messages; virtual ms. */
	upgradedFrom = Number.POSITIVE_INFINITY;
	#system: System;
	#random: Random;
	#poisons = 0;

	constructor(system: System, random: Random) {
		this.#system = system;
		this.#random = random;
	}

	schedule(faults: readonly Fault[]): void {
		const { scheduler, trace } = this.#system;
		this.endsAt = scheduler.now + Math.max(0, ...faults.map(({ at, lasts }) => at + lasts)) + RECOVERY_MS;
		for (const fault of faults) {
			const begin = () => {
				trace.note(`${fault.kind} begins`);
				scheduler.touch();
				const undo = this.#begin[fault.kind](fault);
				this.#system.updateLines();
				const end = () => {
					trace.note(`${fault.kind} ends`);
					scheduler.touch();
					void undo();
					this.#system.updateLines();
				};
				scheduler.schedule(fault.lasts, end, WORLD, "fixed");
			};
			scheduler.schedule(fault.at, begin, WORLD, "fixed");
		}
	}

	#node({ which }: Fault): SimulatedNode {
		const { nodes } = this.#system;
		return nodes[Math.floor(which * nodes.length)]!;
	}

	/** One service's storage, or in half of the cases all. */
	#disks({ other, which }: Fault): string[] {
		const names = [...this.#system.disks.keys()];
		return other < 0.5 ? names : [names[Math.floor(which * names.length)]!];
	}

	#storage(fault: Fault, condition: StorageCondition): Undo {
		const { storage } = this.#system.conditions;
		const disks = this.#disks(fault);
		for (const disk of disks) storage.set(disk, condition);
		return () => {
			for (const disk of disks) storage.delete(disk);
		};
	}

	#set<Name extends "delayed" | "doubled" | "lostAnswers" | "lostMessages" | "provider" | "isBusDown" | "isBusSlow">(
		name: Name,
		value: System["conditions"][Name],
		otherwise: System["conditions"][Name],
	): Undo {
		const { conditions } = this.#system;
		conditions[name] = value;
		return () => {
			conditions[name] = otherwise;
		};
	}

	#begin: Record<FaultKind, (fault: Fault) => Undo> = {
		death: (fault) => {
			const node = this.#node(fault);
			node.kill();
			return () => void node.start();
		},
		restart: (fault) => {
			const node = this.#node(fault);
			const stopped = node.stop();
			return () => void stopped.then(() => node.start());
		},
		storageAway: (fault) => this.#storage(fault, "away"),
		storageSlow: (fault) => this.#storage(fault, "slow"),
		storageScansSlow: (fault) => this.#storage(fault, "scansSlow"),
		storageFull: (fault) => this.#storage(fault, "full"),
		busAway: (fault) => this.#outage(fault),
		busSlow: () => this.#set("isBusSlow", true, false),
		busFlapping: (fault) => this.#flap(fault),
		lostMessages: ({ which }) => this.#set("lostMessages", which * 0.05, 0),
		delayed: ({ which }) => this.#set("delayed", which * 0.5, 0),
		doubled: ({ which }) => this.#set("doubled", which * 0.5, 0),
		lostAnswers: ({ which }) => this.#set("lostAnswers", which * 0.3, 0),
		partition: (fault) => this.#cut(fault),
		clock: (fault) => {
			const { process } = this.#node(fault);
			process.clockOffset = (fault.other * 2 - 1) * LARGEST_CLOCK_OFFSET;
			return () => {
				process.clockOffset = 0;
			};
		},
		providerAway: () => this.#set("provider", "away", undefined),
		providerSlow: () => this.#set("provider", "slow", undefined),
		providerLate: () => this.#set("provider", "late", undefined),
		upgrade: ({ lasts }) => this.#upgrade(lasts),
		powerCut: ({ which }) => {
			const { conditions, scheduler, server, trace } = this.#system;
			const lost = server.losePower(scheduler.now - which * LOST_AT_MOST_MS);
			trace.note(`loses ${lost.map(({ id }) => id).join(", ")}`, BUS);
			conditions.isBusDown = true;
			return () => {
				conditions.isBusDown = false;
			};
		},
		poison: ({ other, which }) => {
			const types = ["order.placed", "order.completed", "payment.approved", "brew.started", "delivery.assigned"];
			const raw = which < 0.5 ? "{" : JSON.stringify({ id: "x", sender: 1, type: null });
			this.#system.server.publish(`cortado.events.${types[Math.floor(other * types.length)]}`, `${POISON}${++this.#poisons}`, raw);
			return () => undefined;
		},
	};

	/** A message server that is back after an outage is slow and lossy at first, in half of the cases. */
	#outage({ other }: Fault): Undo {
		const { conditions, scheduler } = this.#system;
		conditions.isBusDown = true;
		return () => {
			conditions.isBusDown = false;
			if (other >= 0.5) return;
			Object.assign(conditions, { isBusSlow: true, lostMessages: 0.03 });
			scheduler.schedule(RECOVERY_MS, () => void Object.assign(conditions, { isBusSlow: false, lostMessages: 0 }), WORLD, "fixed");
		};
	}

	/** Breaks and restores the connections to the message server again and again, which is slow in half of the cases. */
	#flap({ which }: Fault): Undo {
		const { conditions, scheduler } = this.#system;
		conditions.isBusSlow = which < 0.5;
		let isOver = false;
		const toggle = () => {
			if (isOver) return;
			conditions.isBusDown = !conditions.isBusDown;
			this.#system.updateLines();
			scheduler.schedule(this.#random.spread(50, 3_000), toggle, WORLD, "fixed");
		};
		toggle();
		return () => {
			isOver = true;
			conditions.isBusDown = false;
			conditions.isBusSlow = false;
		};
	}

	/** Replaces the old version of the probes one by one. Meanwhile the old one that is left restarts. */
	#upgrade(lasts: number): Undo {
		const { nodes, scheduler } = this.#system;
		const [first, second] = nodes.filter(({ folders }) => folders.includes(PROBE));
		if (!first || !second) return () => undefined;
		const restart = (node: SimulatedNode, version: number) =>
			void node.stop().then(() => {
				node.version = version;
				return node.start();
			});
		this.upgradedFrom = scheduler.now + UPGRADE_MS;
		restart(first, 2);
		scheduler.schedule(lasts / 2, () => restart(second, 1), WORLD, "fixed");
		return () => restart(second, 2);
	}

	/** Separates a node from another node, from the message server, or from the storage of a service. */
	#cut(fault: Fault): Undo {
		const { conditions, disks, nodes } = this.#system;
		const others = [BUS, BUS, ...nodes.map(({ name }) => name), ...disks.keys()];
		const { name } = this.#node(fault);
		const pair = `${name}|${others[Math.floor(fault.other * others.length)]}`;
		conditions.cuts.add(pair);
		return () => void conditions.cuts.delete(pair);
	}
}
