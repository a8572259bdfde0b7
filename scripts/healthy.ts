// Ends well when the node of this container is ready; the image has no curl.
import { config } from "../lib/config.ts";

const isReady = await fetch(`http://127.0.0.1:${config.healthPort}/health/ready`).then(
	({ ok }) => ok,
	() => false, // nobody listens
);
process.exit(isReady ? 0 : 1);
