import { Place, Text } from "./notation/common.ts";
import { actions } from "./notation/contract.ts";
import { named, text } from "./notation/fields.ts";
import Type, { type Static } from "./notation/schema.ts";

export const FoundPlace = named("FoundPlace", {
	name: Text,
	location: { ...Place, description: "The address includes what the query says beyond the place, such as a floor." },
});
export type FoundPlace = Static<typeof FoundPlace>;

export const place = actions("place", {
	search: {
		summary: "Finds places by a typed address, best match first, ten at most",
		route: "GET /v1/places",
		guard: "anyone",
		input: Type.Object({ query: text(200) }),
		output: Type.Object({ items: Type.Array(FoundPlace) }),
	},
});
