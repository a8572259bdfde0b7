import { gauge } from "../observability/metrics.ts";

interface Outgoing {
	waiting(): { handed: number; held: number };
}

const relays = new Set<Outgoing>();

gauge(
	"cortado_outbox_waiting",
	"Messages handed to the bus and not safe there yet (handed), and actors whose messages have to be sent again (held), of this node.",
	["state"],
	() => {
		const sum = { handed: 0, held: 0 };
		for (const relay of relays) {
			const { handed, held } = relay.waiting();
			sum.handed += handed;
			sum.held += held;
		}
		return Object.entries(sum).map(([state, count]) => [{ state }, count]);
	},
);

/** Shows what waits in a relay on `GET /metrics` until it is stopped. */
export const showOutgoing = (relay: Outgoing): void => void relays.add(relay);
export const hideOutgoing = (relay: Outgoing): void => void relays.delete(relay);
