import type { ServiceBroker } from "moleculer";
import type { Audit, DeadLetters, Overview, Why } from "../../contracts/ops.ts";
import type { Failure } from "../../services/gateway/http/problem.ts";
import { callAction, errorLine } from "./calls.ts";
import * as order from "./order.ts";
import { auditPage, deadLettersPage, heldPage, overviewPage, whyPage } from "./pages.ts";
import { repairAll, repairPage } from "./repair.ts";

type Arguments = Record<string, string | undefined>;

/** The format of moleculer-repl. */
export interface Command {
	command: string;
	description: string;
	/** Without it, moleculer-repl prints a stack for unexpected arguments. */
	allowUnknownOptions: true;
	action(broker: ServiceBroker, args: object): Promise<void>;
}

/** A command that prints a text, or one line with the error. */
const command = (usage: string, description: string, page: (broker: ServiceBroker, args: Arguments) => Promise<string>): Command => ({
	command: usage,
	description,
	allowUnknownOptions: true,
	async action(broker, args) {
		try {
			console.log(await page(broker, args as Arguments));
		} catch (error) {
			console.error(errorLine(error as Failure));
		}
	},
});

const deadLetters = async (broker: ServiceBroker, { verb, id }: Arguments): Promise<string> => {
	if (verb === undefined) return deadLettersPage(await callAction<DeadLetters>(broker, "ops.deadLetters"));
	if (verb !== "retry" || id === undefined) return "Usage: dead-letters, or dead-letters retry <id>.";
	await callAction(broker, "ops.retryDeadLetter", { id });
	return "The dead letter was handled and removed.";
};

/** The operators' commands. */
export const COMMANDS: Command[] = [
	command("order <orderId>", "Shows an order with its brew ticket, delivery and history", (broker, { orderId }) =>
		order.show(broker, orderId!),
	),
	command("why <orderId>", "Shows what an order waits for, since when, and what happens next", async (broker, { orderId }) =>
		whyPage(await callAction<Why>(broker, "ops.why", { orderId })),
	),
	command("cancel <orderId> [reason]", "Cancels an order for its customer, by the customer's rules", (broker, { orderId, reason }) =>
		order.cancel(broker, orderId!, reason),
	),
	command("held", "Lists held cancellations", async (broker) =>
		heldPage((await callAction<Overview>(broker, "ops.overview")).heldCancellations),
	),
	command("dead-letters [verb] [id]", "Lists dead letters; dead-letters retry <id> handles one again", deadLetters),
	command("audit", "Checks all data for violated rules", async (broker) => auditPage(await callAction<Audit>(broker, "ops.audit"))),
	command(
		"repair [since]",
		"Lets stuck orders publish their state again; with a time, also all that have not ended or have changed since then",
		async (broker, { since }) => repairPage(await repairAll(broker, since)),
	),
	command("overview", "Shows nodes, circuit breakers, queues, held cancellations and dead letters", async (broker) =>
		overviewPage(await callAction<Overview>(broker, "ops.overview")),
	),
];
