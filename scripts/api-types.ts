import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Schema } from "../lib/schema.ts";
import { describedApi } from "../test/described.ts";
import { ROOT } from "../test/services.ts";

const FILE = "web/shared/api-types.ts";

const typeOf = (schema: Schema, indent = ""): string => {
	if (schema.$ref) return String(schema.$ref).split("/").at(-1)!;
	if (schema.anyOf) return schema.anyOf.map((one) => typeOf(one, indent)).join(" | ");
	if (schema.enum) return schema.enum.map((value) => JSON.stringify(value)).join(" | ");
	const types = [schema.type ?? "unknown"].flat();
	return types.map((type) => plainTypeOf(String(type), schema, indent)).join(" | ");
};

const plainTypeOf = (type: string, schema: Schema, indent: string): string => {
	if (type === "object") return schema.properties ? fieldsOf(schema, indent) : "Record<string, unknown>";
	if (type === "array") return arrayOf(typeOf(schema.items!, indent));
	return type === "integer" ? "number" : type;
};

const arrayOf = (type: string): string => (/ [|] /.test(type) && !type.startsWith("{") ? `(${type})[]` : `${type}[]`);

const fieldsOf = ({ properties = {}, required = [] }: Schema, indent: string): string => {
	const inner = `${indent}\t`;
	const lines = Object.entries(properties).map(
		([name, field]) => `${inner}${name}${required.includes(name) ? "" : "?"}: ${typeOf(field, inner)};`,
	);
	return `{\n${lines.join("\n")}\n${indent}}`;
};

const declared = ([name, schema]: [string, Schema]): string => {
	const type = typeOf(schema);
	return type.startsWith("{") && type.endsWith("}") ? `export interface ${name} ${type}` : `export type ${name} = ${type};`;
};

/** What the pages know of the API: its resources, as the description has them. */
export const apiTypes = async (): Promise<string> => {
	const { components } = await describedApi();
	return `// Written by \`npm run docs\` from what \`GET /openapi.json\` says, and held by a test.\n\n${Object.entries(components.schemas!).map(declared).join("\n\n")}\n`;
};

if (import.meta.main) writeFileSync(join(ROOT, FILE), await apiTypes());
