import { streamOf } from "../streams/routes.ts";
import type { Pages } from "./pages.ts";
import type { WebMethods } from "./web.ts";

export const METHODS = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"];

/** The methods of a path; empty if the path does not exist. Streams have no HEAD, because they do not end. */
export const methodsAt = (path: string, { aliases, pages }: Pick<WebMethods, "aliases"> & { pages: Pages }): string[] => {
	if (path === "*") return METHODS;
	const found = new Set(aliases.filter((alias) => alias.match(path)).map(({ method }) => method));
	if (found.has("GET") || pages.has(path)) found.add("GET").add("HEAD");
	if (streamOf(path)) found.add("GET");
	if (found.size > 0) found.add("OPTIONS");
	return METHODS.filter((method) => found.has(method));
};
