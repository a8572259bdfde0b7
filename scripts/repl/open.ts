import type { ServiceBroker } from "moleculer";
import { COMMANDS } from "./commands.ts";

const names = COMMANDS.map(({ command }) => command.split(" ", 1)[0]);

/** Moleculer's REPL, with our own commands beside its. */
export const openRepl = (broker: ServiceBroker): void => {
	console.log(`Ask by ${names.join(", ")}; help says more, and lists what the framework adds.`);
	broker.options.replOptions = { delimiter: "cortado $", customCommands: COMMANDS };
	broker.repl();
};
