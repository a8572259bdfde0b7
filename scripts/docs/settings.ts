import { writeFileSync } from "node:fs";
import { type Basis, SETTINGS, type Setting } from "../../lib/config/settings.ts";

const PAGE = new URL("../../docs/reference/settings.md", import.meta.url);
const DEVELOPMENT: Basis = { production: false, dataDir: "<DATA_DIR>" };
const PRODUCTION: Basis = { production: true, dataDir: "<DATA_DIR>" };

const code = (value: unknown): string => (value === undefined || String(value) === "" ? "–" : `\`${value}\``);

const fallback = ({ fallback, secret }: Setting<unknown>): string => {
	if (secret) return fallback(DEVELOPMENT) === undefined ? "–" : "a public demo secret";
	const [demo, production] = [fallback(DEVELOPMENT), fallback(PRODUCTION)].map(code);
	return demo === production ? `${demo}` : `${demo}, in production ${production}`;
};

const row = (setting: Setting<unknown>): string =>
	`| \`${setting.env}\` | ${setting.description} | ${setting.kind.allowed}${setting.secret ? " (secret)" : ""} | ${fallback(setting)} |`;

export const settingsPage = (): string =>
	[
		"# Settings",
		"",
		"Settings are environment variables, checked at start. `npm run docs` generates this page from `lib/config/settings.ts`.",
		"A secret can be read from a file instead, as Docker and Kubernetes provide it:",
		"`SECRET_FILE` names the file that contains `SECRET`.",
		"",
		"| Variable | Description | Values | Default |",
		"|---|---|---|---|",
		...Object.values(SETTINGS).map((setting) => row(setting as Setting<unknown>)),
		"",
	].join("\n");

if (import.meta.main) writeFileSync(PAGE, settingsPage());
