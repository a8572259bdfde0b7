import type { Model } from "./linearizability.ts";

type Table = Record<string, Record<string, string[]>>;

const model = (initial: string, drifts: Record<string, string[]>, effects: Table, answers: Table): Model<string> => ({
	initial,
	drifts,
	effects: (action) => effects[action] ?? {},
	answers: (action, answer) =>
		answers[`${action}: ${answer}`] ?? (answer.startsWith("done") ? (effects[action] ?? {}) : ANYTHING(action, answer, effects, answers)),
});

/** An answer that is in no table does not depend on the state. */
const ANYTHING = (_action: string, _answer: string, effects: Table, answers: Table): Record<string, string[]> => {
	const states = new Set([...Object.values(effects), ...Object.values(answers)].flatMap((table) => Object.keys(table)));
	return Object.fromEntries([...states].map((state) => [state, [state]]));
};

const stays = (...states: string[]): Record<string, string[]> => Object.fromEntries(states.map((state) => [state, [state]]));

/** The store answers an order once. */
const answering = model(
	"open",
	{ open: ["closed"], accepted: ["over"] },
	{ "store-order.accept": { open: ["accepted"] }, "store-order.reject": { open: ["rejected"] } },
	{
		"store-order.accept: order_accepted": stays("accepted", "over"),
		"store-order.reject: order_accepted": stays("accepted", "over"),
		"store-order.accept: order_rejected": stays("rejected"),
		"store-order.reject: order_rejected": stays("rejected"),
	},
);

/** Of brewing and cancelling, one wins. */
const brewing = model(
	"fresh",
	{ fresh: ["ended"], brewing: ["dropped"] },
	{
		"brew.start": { fresh: ["brewing"] },
		"brew.complete": { brewing: ["brewed"] },
		"order.cancel": { fresh: ["cancelled"], cancelled: ["cancelled"] },
	},
	{
		"brew.start: already_brewing": stays("brewing", "brewed"),
		"brew.start: brew_cancelled": stays("cancelled", "ended", "dropped"),
		"order.cancel: done granted": { fresh: ["cancelled"], cancelled: ["cancelled"], ended: ["ended"] },
		"order.cancel: done held": {
			fresh: ["fresh"],
			brewing: ["brewing"],
			brewed: ["brewed"],
			cancelled: ["cancelled"],
			ended: ["ended"],
			dropped: ["dropped"],
		},
		"order.cancel: brewing_started": stays("brewing", "brewed", "dropped"),
	},
);

/** A delivery is assigned to one rider at a time, and handed over once. */
const delivering = model(
	"searching",
	{ searching: ["over"], assigned: ["searching", "over"], riding: ["over"] },
	{
		"delivery.assign": { searching: ["assigned"] },
		"delivery.accept": { assigned: ["accepted"] },
		"delivery.decline": { assigned: ["searching"] },
		"delivery.depart": { accepted: ["riding"] },
		"delivery.confirm": { riding: ["delivered"] },
		"delivery.fail": { accepted: ["failed"], riding: ["failed"] },
	},
	{
		"delivery.assign: delivery_assigned": stays("assigned"),
		"delivery.assign: delivery_delivered": stays("delivered"),
		"delivery.assign: delivery_failed": stays("failed", "over"),
	},
);

/** What each command of an order may do, by what must be linearizable. Stores that run by themselves are not commanded. */
export const MODELS: Record<string, { actions: string[]; model: Model<string> }> = {
	"the store's answer": { actions: ["store-order.accept", "store-order.reject"], model: answering },
	"brewing and cancelling": { actions: ["brew.start", "brew.complete", "order.cancel"], model: brewing },
	"the delivery": {
		actions: ["delivery.assign", "delivery.accept", "delivery.decline", "delivery.depart", "delivery.confirm", "delivery.fail"],
		model: delivering,
	},
};
