import { gauge } from "../observability/metrics.ts";

interface Outgoing {
	waiting(): { handed: number; held: number };
}

const relays = new Set<Outgoing>();

gauge(
	"cortado_outbox_waiting",
	"Messages of this node that the bus has not confirmed yet (handed), and actors whose messages are waiting to be resent (held).",
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

/** Adds a relay to the metrics until it is stopped. */
export const showOutgoing = (relay: Outgoing): void => void relays.add(relay);
export const hideOutgoing = (relay: Outgoing): void => void relays.delete(relay);
