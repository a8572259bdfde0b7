import type { ProblemCode } from "../../../contracts/catalogue/problems.ts";
import type { WebMethods, WebRequest } from "../http/web.ts";

const INPUT_PROBLEMS: ProblemCode[] = ["too_large", "unsupported_media_type", "malformed_json", "invalid", "invalid_idempotency_key"];

/**
 * Whether an input error would reveal a resource that this caller may not see.
 * Input is validated before a service loads its documents, so the resource has to be looked up here.
 */
export const isConcealed = async (router: WebMethods, request: WebRequest, code: ProblemCode): Promise<boolean> => {
	if (!INPUT_PROBLEMS.includes(code) || !request.$ctx) return false;
	const resource = resourceOf(router, request.parsedUrl);
	if (!resource) return false;
	return request.$ctx.call(resource.action, resource.params).then(
		() => false,
		({ type }: { type?: string }) => type === "not_found",
	);
};

/** The nearest readable ancestor of a path, such as `/v1/orders/:orderId` for its cancellation. */
const resourceOf = (router: WebMethods, path: string): { action: string; params: Record<string, unknown> } | undefined => {
	for (let ancestor = parentOf(path); ancestor; ancestor = parentOf(ancestor)) {
		const found = router.resolveAlias(ancestor, "GET");
		if (found) return { action: found.alias.action, params: found.params };
	}
	return undefined;
};

const parentOf = (path: string): string => path.slice(0, path.lastIndexOf("/"));
