import { place, slug } from "../../lib/params.ts";

const boolean = { type: "boolean", optional: true } as const;

export const names = {
	type: "object",
	strict: true,
	props: { ko: { type: "string", trim: true, min: 1, max: 100 }, en: { type: "string", trim: true, min: 1, max: 100 } },
} as const;

export const found = { $$strict: true, id: slug, name: names, location: place } as const;

export const change = {
	$$strict: true,
	storeId: slug,
	name: { ...names, optional: true },
	location: { ...place, optional: true },
	open: boolean,
	autoAccept: boolean,
	autoBrew: boolean,
	autoDispatch: boolean,
	extraMinutes: { type: "number", integer: true, min: 0, max: 240, optional: true },
} as const;

export const offer = {
	$$strict: true,
	storeId: slug,
	productId: slug,
	name: names,
	price: { type: "number", integer: true, min: 0, max: 10_000_000 },
	prepSeconds: { type: "number", integer: true, min: 0, max: 86_400 },
} as const;
