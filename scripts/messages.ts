import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { MESSAGES } from "../lib/catalogue.ts";
import { loadServices, ROOT } from "../test/services.ts";

/** Who says what to whom, read off the catalogue and the real schemas. */
export const messagesPage = async (): Promise<string> => {
	const services = await loadServices();
	const rows = Object.entries(MESSAGES).flatMap(([service, happenings]) =>
		happenings.map((happening) => {
			const type = `${service}.${happening}`;
			const listeners = services.filter(({ subscriptions }) => subscriptions.includes(type)).map(({ schema }) => schema.name);
			return `| \`${type}\` | ${listeners.sort().join(", ") || "–"} |`;
		}),
	);
	return [
		"# Messages",
		"",
		"Each is said by the service it is named after, and carries its sender's version and state (lib/catalogue.ts).",
		"My page, notifications and the event log listen to all. This page is written by `npm run docs` and held by a test.",
		"",
		"| message | listeners |",
		"|---|---|",
		...rows,
		"",
	].join("\n");
};

if (import.meta.main) writeFileSync(join(ROOT, "docs/messages.md"), await messagesPage());
