import { globSync, readFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import type { ServiceSchema } from "moleculer";

export const ROOT = join(import.meta.dirname, "..");

/** Source files by their path from the root, tests left out. */
export const sources = (...patterns: string[]): { path: string; text: string }[] =>
	globSync(patterns, { cwd: ROOT })
		.filter((path) => !path.endsWith(".spec.ts") && !path.endsWith(".suite.ts"))
		.sort()
		.map((path) => ({ path, text: readFileSync(join(ROOT, path), "utf8") }));

/** What a file imports of this repository, as paths from the root. */
export const imports = ({ path, text }: { path: string; text: string }): string[] =>
	[...text.matchAll(/^(?:import|export) [^;]*?from "(\.[^"]+)";/gms)].map(([, target]) =>
		relative(ROOT, join(ROOT, dirname(path), target!)),
	);

export interface LoadedService {
	folder: string;
	path: string;
	schema: ServiceSchema;
	subscriptions: string[];
}

/** The real schemas of all services. */
export const loadServices = async (): Promise<LoadedService[]> => {
	const found = sources("services/*/*.service.ts");
	return Promise.all(
		found.map(async ({ path }) => {
			const { default: schema } = (await import(join(ROOT, path))) as { default: ServiceSchema };
			const subscriptions = (schema.mixins ?? []).flatMap(({ metadata }) => (metadata?.subscriptions as string[] | undefined) ?? []);
			return { folder: path.split("/")[1]!, path, schema, subscriptions };
		}),
	);
};
