import { StaleVersion } from "../../../lib/domain/refusal.ts";
import type { WebMethods, WebRequest } from "./web.ts";

/**
 * `If-Match: *` passes if the resource at the path can be read. A DELETE in between makes the write
 * create the resource again.
 */
export const requireExisting = async (router: WebMethods, { $ctx, parsedUrl }: WebRequest): Promise<void> => {
	if ($ctx.meta.ifMatch !== "*") return;
	const readable = router.resolveAlias(parsedUrl, "GET") || undefined;
	if (!readable?.alias.action) return;
	await $ctx.call(readable.alias.action, readable.params).catch(({ type }: { type?: string }) => {
		if (type === "not_found") throw new StaleVersion(0);
	});
};
