import { parseArgs } from "node:util";
import { BadSetting } from "../lib/config/config.ts";
import type { Failure } from "../services/gateway/http/problem.ts";
import { CannotStart, explain } from "./node/starting.ts";
import { errorLine } from "./repl/calls.ts";
import { joinCluster } from "./repl/join.ts";
import { repairAll, repairPage } from "./repl/repair.ts";

const isOwn = (error: unknown): boolean => error instanceof CannotStart || error instanceof BadSetting || error instanceof TypeError;

try {
	const { since } = parseArgs({ options: { since: { type: "string" } } }).values;
	const broker = await joinCluster("repair");
	const repaired = await repairAll(broker, since);
	console.log(repairPage(repaired));
	await broker.stop();
	process.exit(repaired.remaining.length === 0 ? 0 : 1);
} catch (error) {
	console.error(isOwn(error) ? explain(error) : errorLine(error as Failure));
	process.exit(1);
}
