/** A JSON Schema in the document. A schema with a title becomes a component. */
export interface Schema {
	title?: string;
	description?: string;
	type?: string | string[];
	format?: string;
	enum?: (string | null)[];
	anyOf?: Schema[];
	items?: Schema;
	properties?: Record<string, Schema>;
	required?: string[];
	[keyword: string]: unknown;
}

const mapInner = ({ anyOf, items, properties }: Schema, map: (schema: Schema) => Schema): Schema => ({
	...(anyOf ? { anyOf: anyOf.map(map) } : undefined),
	...(items ? { items: map(items) } : undefined),
	...(properties ? { properties: Object.fromEntries(Object.entries(properties).map(([name, field]) => [name, map(field)])) } : undefined),
});

/** The schema of a response, without the keywords that only our validator understands. */
export const outputSchema = (declared: object): Schema => {
	const schema = declared as Schema;
	const { convert: _, trim: __, ...plain } = schema;
	return { ...plain, ...mapInner(schema, outputSchema) };
};

/**
 * The schema of a request. It has no title, because the component of that name describes responses, which may have more fields.
 * Unknown fields are refused, and fields with a default are optional.
 */
export const inputSchema = (declared: object): Schema => {
	const schema = declared as Schema;
	const { convert: _, required: declaredRequired = [], title: __, trim: ___, ...plain } = schema;
	const required = declaredRequired.filter((name) => schema.properties?.[name]?.default === undefined);
	return {
		...plain,
		...mapInner(schema, inputSchema),
		...(required.length > 0 ? { required } : undefined),
		...(schema.properties ? { additionalProperties: false } : undefined),
	};
};
