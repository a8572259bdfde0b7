import type { ProblemCode } from "../../../contracts/problems.ts";
import type { WebMethods, WebRequest } from "../http/web.ts";

const ABOUT_INPUT: ProblemCode[] = ["too_large", "unsupported_media_type", "malformed_json", "invalid", "invalid_idempotency_key"];

/**
 * Whether a complaint about input would tell of something that this caller may not even see.
 * Input is judged before a service looks at its documents, so only a bad one needs the look at what its path is about.
 */
export const isHidden = async (router: WebMethods, request: WebRequest, code: ProblemCode): Promise<boolean> => {
	if (!ABOUT_INPUT.includes(code) || !request.$ctx) return false;
	const subject = subjectOf(router, request.parsedUrl);
	if (!subject) return false;
	return request.$ctx.call(subject.action, subject.params).then(
		() => false,
		({ type }: { type?: string }) => type === "not_found",
	);
};

/** The nearest thing above a path that can be read: `/v1/orders/:orderId` for its cancellation. */
const subjectOf = (router: WebMethods, path: string): { action: string; params: Record<string, unknown> } | undefined => {
	for (let above = parentOf(path); above; above = parentOf(above)) {
		const found = router.resolveAlias(above, "GET");
		if (found) return { action: found.alias.action, params: found.params };
	}
	return undefined;
};

const parentOf = (path: string): string => path.slice(0, path.lastIndexOf("/"));
