import { gauge } from "../metrics.ts";
import type { Bus, GroupFigures } from "./bus.ts";

const buses = new Set<Bus>();

const KINDS: Record<keyof GroupFigures, string> = {
	pending: "waiting to be delivered",
	inHand: "delivered and not yet settled",
	redelivered: "delivered again",
	buried: "set aside as dead letters by this process",
	handled: "handled by this process",
};

for (const [kind, meaning] of Object.entries(KINDS) as [keyof GroupFigures, string][])
	gauge(`cortado_bus_${kind.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)}`, `Messages ${meaning}, by group.`, ["group"], () =>
		[...buses].flatMap((bus) => Object.entries(bus.figures()).map(([group, figures]) => [{ group }, figures[kind]])),
	);

/** Shows the bus on `GET /metrics` until it is closed. */
export const showBus = (bus: Bus): void => void buses.add(bus);
export const hideBus = (bus: Bus): void => void buses.delete(bus);
