import { counter, gauge } from "../observability/metrics.ts";
import type { Bus, GroupFigures } from "./bus.ts";

const buses = new Set<Bus>();

const declare = (metric: typeof gauge, name: string, kind: keyof GroupFigures, meaning: string): void =>
	metric(`cortado_bus_${name}`, `Messages ${meaning}, by group.`, ["group"], () =>
		[...buses].flatMap((bus) => Object.entries(bus.figures()).map(([group, figures]) => [{ group }, figures[kind]])),
	);

declare(gauge, "pending", "pending", "waiting to be delivered");
declare(gauge, "in_hand", "inHand", "delivered and not settled yet");
declare(counter, "redelivered_total", "redelivered", "delivered again");
declare(counter, "dead_letters_total", "deadLettered", "dead-lettered by this process");
declare(counter, "handled_total", "handled", "handled by this process");

gauge("cortado_bus_stream_bytes", "Size of the messages that NATS keeps.", [], async () => {
	const sizes = await Promise.all([...buses].flatMap((bus) => bus.streamBytes?.() ?? []));
	return sizes.map((bytes) => [{}, bytes]);
});

/** Adds the bus to the metrics until it is closed. */
export const showBus = (bus: Bus): void => void buses.add(bus);
export const hideBus = (bus: Bus): void => void buses.delete(bus);
