import { dictionary } from "../../shared/i18n.ts";
import { en, ko } from "./happening-words.ts";

export const happenings = dictionary(ko, en);

/** One that this page is too old to know says its name. */
export const happeningOf = (type: string): string => (Object.hasOwn(ko, type) ? happenings.value[type as keyof typeof ko] : type);
