import { explain } from "./node/starting.ts";
import { joinCluster } from "./repl/join.ts";
import { openRepl } from "./repl/open.ts";

try {
	openRepl(await joinCluster("repl"));
} catch (error) {
	console.error(explain(error));
	process.exit(1);
}
