import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { MESSAGE_TYPES } from "../../contracts/catalogue/messages.ts";
import { loadServices, ROOT } from "../../test/support/services.ts";

/** Every message and its subscribers, from the contracts and the services. */
export const messagesPage = async (): Promise<string> => {
	const services = await loadServices();
	const rows = MESSAGE_TYPES.map((type) => {
		const subscribers = services.filter(({ subscriptions }) => subscriptions.includes(type)).map(({ schema }) => schema.name);
		return `| \`${type}\` | ${subscribers.sort().join(", ") || "–"} |`;
	});
	return [
		"# Messages",
		"",
		"A service publishes the messages named after it. Each carries its sender's version and a",
		"snapshot of its state (see contracts/).",
		"My page, notifications and the event log subscribe to all. `npm run docs` generates this page; a test keeps it current.",
		"",
		"| Message | Subscribers |",
		"|---|---|",
		...rows,
		"",
	].join("\n");
};

if (import.meta.main) writeFileSync(join(ROOT, "docs/reference/messages.md"), await messagesPage());
