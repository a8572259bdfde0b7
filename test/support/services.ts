import { globSync, readFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import type { ActionSchema, ServiceSchema } from "moleculer";

export const ROOT = join(import.meta.dirname, "../..");

/** Source files without tests. Paths are relative to the root. */
export const sources = (...patterns: string[]): { path: string; text: string }[] =>
	globSync(patterns, { cwd: ROOT })
		.filter((path) => !path.endsWith(".spec.ts") && !path.endsWith(".suite.ts"))
		.sort()
		.map((path) => ({ path, text: readFileSync(join(ROOT, path), "utf8") }));

/** The files of this repository that a file imports, relative to the root. */
export const imports = ({ path, text }: { path: string; text: string }): string[] =>
	[...text.matchAll(/^(?:import|export) [^;]*?from "(\.[^"]+)";/gms)].map(([, target]) =>
		relative(ROOT, join(ROOT, dirname(path), target!)),
	);

export interface LoadedService {
	folder: string;
	path: string;
	schema: ServiceSchema;
	/** By full name, including the actions of its mixins. */
	actions: [name: string, action: ActionSchema][];
	subscriptions: string[];
}

const own = (action: unknown): ActionSchema => (typeof action === "function" ? { handler: action } : action) as ActionSchema;

/** Merges like Moleculer: the service's own action overrides its contract's. */
const actionsOf = ({ actions = {}, mixins = [], name }: ServiceSchema): LoadedService["actions"] =>
	Object.entries(actions).map(([action, schema]) => {
		const declared = mixins.map((mixin) => mixin.actions?.[action]).find((found) => found !== undefined);
		return [`${name}.${action}`, { ...own(declared), ...own(schema) }];
	});

/** Loads the schemas of all services. */
export const loadServices = async (): Promise<LoadedService[]> => {
	const found = sources("services/*/*.service.ts");
	return Promise.all(
		found.map(async ({ path }) => {
			const { default: schema } = (await import(join(ROOT, path))) as { default: ServiceSchema };
			const subscriptions = (schema.mixins ?? []).flatMap(({ metadata }) => (metadata?.subscriptions as string[] | undefined) ?? []);
			return { folder: path.split("/")[1]!, path, schema, actions: actionsOf(schema), subscriptions };
		}),
	);
};
