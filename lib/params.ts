/** Shapes of input that several services take, for the validator. */
export const text = (max: number) => ({ type: "string", trim: true, min: 1, max }) as const;

export const orderId = { type: "string", pattern: "^ord_[0-9a-z]{10,40}$", max: 50 } as const;

const lat = { type: "number", min: -90, max: 90 } as const;
const lng = { type: "number", min: -180, max: 180 } as const;

export const place = { type: "object", strict: true, props: { address: text(500), lat, lng } } as const;

export const parcel = {
	type: "object",
	strict: true,
	props: {
		item: text(100),
		size: { type: "enum", values: ["small", "medium", "large"] },
		weightKg: { type: "number", min: 0.1, max: 30 },
		from: place,
		to: place,
	},
} as const;

/** Readable, and safe in a path: `gangnam`, `cold-brew`. */
export const slug = { type: "string", pattern: "^[a-z0-9][a-z0-9-]{0,99}$", max: 100 } as const;

/** One or several of these, with commas. */
export const someOf = (values: string[]) => {
	const one = `(${values.join("|")})`;
	return { type: "string", pattern: `^${one}(,${one})*$`, max: 200 } as const;
};
