import type { LoggedEvent } from "../../contracts/event-log.ts";

/** Of one order, the first comes before the second. Staff start brewing, so that no `cause` names the reservation. */
const PAIRS = [
	["order.placed", "order.submitted"],
	["order.submitted", "store.received"],
	["order.accepted", "brew.received"],
	["brew.received", "stock.reserved"],
	["stock.reserved", "brew.started"],
	["brew.completed", "order.ready"],
] as const;

const isOfOrder = ({ sender }: LoggedEvent): boolean => sender.slice(sender.indexOf("/") + 1).startsWith("ord_");

/** Describes the events that come before what they follow: their cause, or an earlier message of their sender. */
export const causalFaults = (events: LoggedEvent[]): string[] => {
	const positions = new Map(events.map(({ id }, position) => [id, position]));
	/** A message may be repeated, as an answer to another request. Only its first has to come before what follows it. */
	const typePositions = new Map(events.map(({ orderId, type }, position) => [`${orderId} ${type}`, position] as const).reverse());
	const lastVersions = new Map<string, number>();
	return events.flatMap((event, position) => {
		const { cause, id, orderId, sender, type, version } = event;
		const last = lastVersions.get(sender) ?? 0;
		if (isOfOrder(event)) lastVersions.set(sender, version);
		// The stock of an order that is scheduled for today is reserved before its ticket enters the queue.
		const isReservedEarly = type === "stock.reserved" && typePositions.has(`${orderId} brew.scheduled`);
		const isBefore = (other: number | undefined) => other !== undefined && other > position;
		return [
			...(cause !== undefined && isBefore(positions.get(cause)) ? [`${id} before its cause ${cause}`] : []),
			...(version < last ? [`${id} after version ${last} of its sender`] : []),
			...PAIRS.filter(([first, second]) => type === second && !isReservedEarly && isBefore(typePositions.get(`${orderId} ${first}`))).map(
				([first]) => `${id}, ${type}, before ${first}`,
			),
		];
	});
};
