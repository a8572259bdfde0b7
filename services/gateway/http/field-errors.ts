import type { Language } from "../../../contracts/catalogue/problems.ts";

export interface FieldError {
	field: string;
	message: string;
}

/** An error of the validator. The rejected value is left out of responses, because it may be a password. */
interface ValidatorError {
	type: string;
	field?: string;
	expected?: unknown;
	actual?: unknown;
}

type Text = (expected: unknown) => string;

const TEXTS: Record<string, Record<Language, Text>> = {
	required: { ko: () => "필수 항목입니다.", en: () => "This field is required." },
	null: { ko: () => "null은 사용할 수 없습니다.", en: () => "It must not be null." },
	objectStrict: { ko: () => "알 수 없는 항목입니다.", en: () => "This field is unknown." },
	string: { ko: () => "문자열이어야 합니다.", en: () => "It must be a string." },
	stringEmpty: { ko: () => "비워 둘 수 없습니다.", en: () => "It must not be empty." },
	stringMin: { ko: (min) => `${min}자 이상이어야 합니다.`, en: (min) => `It must have at least ${min} characters.` },
	stringMax: { ko: (max) => `${max}자 이하여야 합니다.`, en: (max) => `It must have at most ${max} characters.` },
	stringPattern: { ko: () => "형식이 올바르지 않습니다.", en: () => "Its format is invalid." },
	number: { ko: () => "숫자여야 합니다.", en: () => "It must be a number." },
	numberInteger: { ko: () => "정수여야 합니다.", en: () => "It must be an integer." },
	numberMin: { ko: (min) => `${min} 이상이어야 합니다.`, en: (min) => `It must be at least ${min}.` },
	numberMax: { ko: (max) => `${max} 이하여야 합니다.`, en: (max) => `It must be at most ${max}.` },
	boolean: { ko: () => "true 또는 false여야 합니다.", en: () => "It must be true or false." },
	enumValue: { ko: (values) => `다음 중 하나여야 합니다: ${values}.`, en: (values) => `It must be one of: ${values}.` },
	array: { ko: () => "배열이어야 합니다.", en: () => "It must be an array." },
	arrayEmpty: { ko: () => "비워 둘 수 없습니다.", en: () => "It must not be empty." },
	arrayMin: { ko: (min) => `${min}개 이상이어야 합니다.`, en: (min) => `It must have at least ${min} items.` },
	arrayMax: { ko: (max) => `${max}개 이하여야 합니다.`, en: (max) => `It must have at most ${max} items.` },
	object: { ko: () => "객체여야 합니다.", en: () => "It must be an object." },
};
const FALLBACK: Record<Language, Text> = { ko: () => "값이 올바르지 않습니다.", en: () => "It is invalid." };

const textOf = (type: string, expected: unknown, language: Language): string => (TEXTS[type] ?? FALLBACK)[language](expected);

/** Fields are paths such as `lines[2].quantity`. Each unknown field of an object gets its own error. */
export const fieldErrors = (errors: ValidatorError[], language: Language): FieldError[] =>
	errors.flatMap(({ actual, expected, field = "", type }) => {
		const isNull = type === "required" && actual === null;
		const message = textOf(isNull ? "null" : type, expected, language);
		if (type !== "objectStrict") return [{ field, message }];
		return String(actual)
			.split(", ")
			.map((unknown) => ({ field: field ? `${field}.${unknown}` : unknown, message }));
	});
