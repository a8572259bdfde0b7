/** The part of fastest-validator's compiler that a rule uses. */
interface Compiler {
	makeError(error: { type: string; expected?: unknown; actual: string; messages: object }): string;
}

interface TextRule {
	min?: number;
	max?: number;
	pattern?: string;
	trim?: boolean;
}

/**
 * The validator's own `string` rule counts UTF-16 units, two for most emoji, but JSON Schema counts characters. This rule
 * counts characters, and only if the units do not decide. It returns source code, which the validator compiles.
 */
export function text(this: Compiler, { messages, schema }: { messages: object; schema: object }): { source: string } {
	const { max, min, pattern, trim } = schema as TextRule;
	const error = (type: string, expected?: unknown) => this.makeError({ type, expected, actual: "value", messages });
	const lines = [`if (typeof value !== "string") { ${error("string")} return value; }`];
	if (trim) lines.push("value = value.trim();");
	if (min !== undefined) lines.push(`if (value.length < ${min * 2} && Array.from(value).length < ${min}) { ${error("stringMin", min)} }`);
	if (max !== undefined) lines.push(`if (value.length > ${max} && Array.from(value).length > ${max}) { ${error("stringMax", max)} }`);
	if (pattern !== undefined) lines.push(`if (!${new RegExp(pattern)}.test(value)) { ${error("stringPattern", JSON.stringify(pattern))} }`);
	return { source: [...lines, "return value;"].join("\n") };
}
