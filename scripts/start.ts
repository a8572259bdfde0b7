import { config } from "../lib/config.ts";
import { runNode } from "./node.ts";
import { addressOf, welcome } from "./welcome.ts";

await runNode((broker) => {
	if (broker.getLocalService("gateway")) console.log(welcome(addressOf(broker, config), config));
	if (process.argv.includes("--repl")) broker.repl();
});
