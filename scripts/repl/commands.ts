import type { ServiceBroker } from "moleculer";
import type { Audit, DeadLetter, Overview, Why } from "../../contracts/ops.ts";
import type { Failure } from "../../services/gateway/http/problem.ts";
import { ask, explained } from "./asking.ts";
import * as order from "./order.ts";
import { auditPage, deadLettersPage, heldPage, overviewPage, whyPage } from "./pages.ts";

type Words = Record<string, string | undefined>;

/** As moleculer-repl takes it. */
export interface Command {
	command: string;
	description: string;
	/** Without it, one word too many is answered with a stack. */
	allowUnknownOptions: true;
	action(broker: ServiceBroker, words: object): Promise<void>;
}

/** A command that answers with a page, or with one line saying why not. */
const command = (usage: string, description: string, page: (broker: ServiceBroker, words: Words) => Promise<string>): Command => ({
	command: usage,
	description,
	allowUnknownOptions: true,
	async action(broker, words) {
		try {
			console.log(await page(broker, words as Words));
		} catch (error) {
			console.error(explained(error as Failure));
		}
	},
});

const deadLetters = async (broker: ServiceBroker, { verb, id }: Words): Promise<string> => {
	if (verb === undefined) return deadLettersPage((await ask<{ items: DeadLetter[] }>(broker, "ops.deadLetters")).items);
	if (verb !== "retry" || id === undefined) return "Either dead-letters alone, or dead-letters retry <id>.";
	await ask(broker, "ops.retryDeadLetter", { id });
	return "It was taken in, and is set aside no longer.";
};

/** What operators ask and do, in the words of the API. */
export const COMMANDS: Command[] = [
	command("order <orderId>", "Shows an order with its parts and all that happened to it", (broker, { orderId }) =>
		order.show(broker, orderId!),
	),
	command("why <orderId>", "Says what an order waits for, since when, and what comes next", async (broker, { orderId }) =>
		whyPage(await ask<Why>(broker, "ops.why", { orderId })),
	),
	command("cancel <orderId> [reason]", "Cancels an order for its customer, if they still could", (broker, { orderId, reason }) =>
		order.cancel(broker, orderId!, reason),
	),
	command("held", "Lists the cancellations whose maker cannot be asked", async (broker) =>
		heldPage((await ask<Overview>(broker, "ops.overview")).heldCancellations),
	),
	command(
		"dead-letters [verb] [id]",
		"Lists the messages that nobody could take in; dead-letters retry <id> has one heard again",
		deadLetters,
	),
	command("audit", "Checks all data against what always has to hold", async (broker) => auditPage(await ask<Audit>(broker, "ops.audit"))),
	command("overview", "Shows nodes, breakers, queues, held cancellations and dead letters", async (broker) =>
		overviewPage(await ask<Overview>(broker, "ops.overview")),
	),
];
