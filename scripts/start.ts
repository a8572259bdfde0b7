import { config } from "../lib/config/config.ts";
import { addressOf, welcome } from "./node/welcome.ts";
import { runNode } from "./node.ts";
import { arePagesThere, buildPages } from "./pages.ts";
import { openRepl } from "./repl/open.ts";

await runNode({
	whenChecked: async (folders) => folders.includes("gateway") && buildPages(),
	whenUp(broker) {
		if (broker.getLocalService("gateway")) console.log(welcome(addressOf(broker, config), config, arePagesThere()));
		if (process.argv.includes("--repl")) openRepl(broker);
	},
});
