import type { Response } from "./answers.ts";

interface WithResponses {
	responses: Record<string, Response>;
}

const JOINT = "_or_";
const CODE = /^`(\w+)`/gm;

/** The name of a shared response: its codes, joined as in `unavailable_or_overloaded`. */
const nameOf = ({ description = "" }: Response): string => Array.from(String(description).matchAll(CODE), ([, code]) => code).join(JOINT);
export const codesOfName = (name: string): string[] => name.split(JOINT);

/** Moves every error response that several operations share to the components and replaces it by a reference. */
export const sharedRefusals = (paths: Record<string, object>): Record<string, Response> => {
	const uses = Object.values(paths)
		.flatMap((methods) => Object.values<WithResponses>(methods as Record<string, WithResponses>))
		.flatMap(({ responses }) => Object.keys(responses).map((status) => ({ responses, status })))
		.filter(({ status }) => Number(status) >= 400);
	const shared: Record<string, Response> = {};
	for (const [, same] of Map.groupBy(uses, ({ responses, status }) => JSON.stringify(responses[status]))) {
		if (same.length === 1) continue;
		const name = nameOf(same[0]!.responses[same[0]!.status]!);
		for (const { responses, status } of same) {
			shared[name] ??= responses[status]!;
			responses[status] = { $ref: `#/components/responses/${name}` };
		}
	}
	return shared;
};
