import { Random } from "../clock/random.ts";
import { rushesOf } from "../participants/scenario.ts";

export const FAULT_KINDS = [
	"death",
	"restart",
	"storageAway",
	"storageSlow",
	"storageScansSlow",
	"storageFull",
	"busAway",
	"busSlow",
	"busFlapping",
	"lostMessages",
	"delayed",
	"doubled",
	"lostAnswers",
	"partition",
	"clock",
	"providerAway",
	"providerSlow",
	"providerLate",
	"poison",
	"upgrade",
] as const;
/** Faults that need an operator: the message server loses what it has acknowledged, and orders wait until they are repaired. */
export const REPAIRED_FAULTS = ["powerCut"] as const;
export type FaultKind = (typeof FAULT_KINDS)[number] | (typeof REPAIRED_FAULTS)[number];

/** A fault: what breaks, when, for how long, and where. Times are ms since the opening. */
export interface Fault {
	kind: FaultKind;
	at: number;
	lasts: number;
	/** Numbers from 0 to 1 that choose the node, the service and the degree. */
	which: number;
	other: number;
}

/** How long a kind lasts at least and at most; ms. */
const DURATIONS: Partial<Record<FaultKind, [number, number]>> = {
	death: [200, 60_000],
	restart: [200, 20_000],
	clock: [600_000, 1_200_000],
	poison: [1, 2],
	powerCut: [500, 10_000],
	upgrade: [20_000, 600_000],
	busFlapping: [2_000, 60_000],
	delayed: [30_000, 1_800_000],
	doubled: [30_000, 1_800_000],
	lostAnswers: [5_000, 300_000],
	lostMessages: [5_000, 300_000],
};
const USUAL: [number, number] = [500, 120_000];
const MOST_FAULTS = 8;
const MOST_KINDS = 4;
/** Orders of slow people are under way for this long after the last arrival; ms. */
const TAIL = 1_500_000;

/**
 * The faults of a run. Each seed has a few kinds only, drawn from the given ones: together all kinds hide each other, and
 * some failures need the same fault again and again.
 */
export const planFaults = (seed: number, kinds: readonly FaultKind[], duration: number): Fault[] => {
	const random = new Random(seed, "faults");
	const rushes = rushesOf(seed, duration);
	if (kinds.length === 0) return [];
	const ofSeed = Array.from({ length: 1 + random.below(MOST_KINDS) }, () => random.pick(kinds));
	const count = 1 + random.below(MOST_FAULTS);
	let [previous, after] = [0, 0];
	return Array.from({ length: count }, () => {
		const kind = random.pick(ofSeed);
		const times = [
			// While many orders arrive at once.
			random.pick(rushes) + random.between(-2_000, 4_000),
			random.between(0, duration),
			duration + random.spread(1_000, TAIL),
			// While the system recovers from the fault before, or in the midst of it.
			after + random.between(-1_000, 3_000),
			random.between(previous, after),
		];
		const at = Math.max(0, random.pick(times));
		const lasts = random.spread(...(DURATIONS[kind] ?? USUAL));
		[previous, after] = [at, at + lasts];
		return { kind, at, lasts, which: random.next(), other: random.next() };
	}).sort((one, other) => one.at - other.at);
};

const seconds = (milliseconds: number): string => `${(milliseconds / 1_000).toFixed(1)} s`;
export const describeFault = ({ at, kind, lasts }: Fault): string => `${kind} at ${seconds(at)} for ${seconds(lasts)}`;
