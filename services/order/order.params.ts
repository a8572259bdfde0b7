import { parcel, place, text } from "../../lib/params.ts";

export const placeOrder = {
	$$strict: true,
	storeId: text(100),
	kind: { type: "enum", values: ["goods", "parcel"] },
	fulfilment: { type: "enum", values: ["pickup", "delivery"], optional: true },
	lines: {
		type: "array",
		optional: true,
		min: 1,
		max: 50,
		items: {
			type: "object",
			strict: true,
			props: { productId: text(100), quantity: { type: "number", integer: true, min: 1, max: 100 } },
		},
	},
	parcel: { ...parcel, optional: true },
	destination: { ...place, optional: true },
	quoteId: { ...text(500), optional: true },
	payment: { type: "object", strict: true, props: { timing: { type: "enum", values: ["prepaid", "on_receipt"] } } },
	note: { type: "string", max: 500, optional: true },
} as const;
