import { writeFileSync } from "node:fs";
import { type Basis, SETTINGS, type Setting } from "../../lib/config/settings.ts";

const PAGE = new URL("../../docs/settings.md", import.meta.url);
const DEVELOPMENT: Basis = { production: false, dataDir: "<DATA_DIR>" };
const PRODUCTION: Basis = { production: true, dataDir: "<DATA_DIR>" };

const code = (value: unknown): string => (value === undefined || String(value) === "" ? "–" : `\`${value}\``);

const fallback = ({ fallback, secret }: Setting<unknown>): string => {
	if (secret) return fallback(DEVELOPMENT) === undefined ? "–" : "a public one, for demos";
	const [demo, production] = [fallback(DEVELOPMENT), fallback(PRODUCTION)].map(code);
	return demo === production ? `${demo}` : `${demo}, in production ${production}`;
};

const row = (setting: Setting<unknown>): string =>
	`| \`${setting.env}\` | ${setting.description} | ${setting.kind.allowed}${setting.secret ? " (secret)" : ""} | ${fallback(setting)} |`;

export const settingsPage = (): string =>
	[
		"# Settings",
		"",
		"All of them are environment variables, checked at start. This page is written by `npm run docs` from `lib/config/settings.ts`.",
		"A secret may be in a file instead, as Docker and Kubernetes hand them over: `SECRET_FILE` names the one that holds `SECRET`.",
		"",
		"| Variable | What it does | Allowed | When not set |",
		"|---|---|---|---|",
		...Object.values(SETTINGS).map((setting) => row(setting as Setting<unknown>)),
		"",
	].join("\n");

if (import.meta.main) writeFileSync(PAGE, settingsPage());
