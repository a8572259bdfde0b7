import { dictionary } from "../../shared/i18n.ts";
import { en, ko } from "./event-names.ts";

export const eventNames = dictionary(ko, en);

/** Falls back to the type for messages that are newer than this page. */
export const eventName = (type: string): string => (Object.hasOwn(ko, type) ? eventNames.value[type as keyof typeof ko] : type);
