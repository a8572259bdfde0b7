import type { Response } from "./answers.ts";

interface Answering {
	responses: Record<string, Response>;
}

const JOINT = "_or_";
const CODE = /^`(\w+)`/gm;

/** The codes of a refusal, joined: `unavailable_or_overloaded`. */
const nameOf = ({ description = "" }: Response): string => Array.from(String(description).matchAll(CODE), ([, code]) => code).join(JOINT);
export const codesOfName = (name: string): string[] => name.split(JOINT);

/** Moves every refusal that several operations have in common to the components, and leaves a reference. */
export const sharedRefusals = (paths: Record<string, object>): Record<string, Response> => {
	const uses = Object.values(paths)
		.flatMap((methods) => Object.values<Answering>(methods as Record<string, Answering>))
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
