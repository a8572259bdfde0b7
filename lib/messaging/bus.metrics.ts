import { counter, gauge } from "../observability/metrics.ts";
import type { Bus, GroupFigures } from "./bus.ts";

const buses = new Set<Bus>();

const shown = (show: typeof gauge, name: string, kind: keyof GroupFigures, meaning: string): void =>
	show(`cortado_bus_${name}`, `Messages ${meaning}, by group.`, ["group"], () =>
		[...buses].flatMap((bus) => Object.entries(bus.figures()).map(([group, figures]) => [{ group }, figures[kind]])),
	);

shown(gauge, "pending", "pending", "waiting to be delivered");
shown(gauge, "in_hand", "inHand", "delivered and not yet settled");
shown(counter, "redelivered_total", "redelivered", "delivered again");
shown(counter, "dead_letters_total", "deadLettered", "set aside as dead letters by this process");
shown(counter, "handled_total", "handled", "handled by this process");

/** Shows the bus on `GET /metrics` until it is closed. */
export const showBus = (bus: Bus): void => void buses.add(bus);
export const hideBus = (bus: Bus): void => void buses.delete(bus);
