import type { ServiceBroker } from "moleculer";
import { COMMANDS } from "./commands.ts";

const names = COMMANDS.map(({ command }) => command.split(" ", 1)[0]);

/** Moleculer's REPL with Cortado's commands. */
export const openRepl = (broker: ServiceBroker): void => {
	console.log(`Commands: ${names.join(", ")}. Type help for details and for Moleculer's commands.`);
	broker.options.replOptions = { delimiter: "cortado $", customCommands: COMMANDS };
	broker.repl();
};
