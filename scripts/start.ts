import { config } from "../lib/config.ts";
import { runNode } from "./node.ts";
import { openRepl } from "./repl/open.ts";
import { addressOf, welcome } from "./welcome.ts";

await runNode((broker) => {
	if (broker.getLocalService("gateway")) console.log(welcome(addressOf(broker, config), config));
	if (process.argv.includes("--repl")) openRepl(broker);
});
