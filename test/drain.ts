import options from "../moleculer.config.ts";

const LOAD_BALANCER = 1;
const CONNECTIONS = 1;

/** One after the other, each at its worst: the gateway's requests, the bus's messages in hand, the broker's calls and those of each service. */
export const LONGEST_DRAIN_SECONDS = LOAD_BALANCER + (4 * options.tracking!.shutdownTimeout!) / 1000 + CONNECTIONS;
