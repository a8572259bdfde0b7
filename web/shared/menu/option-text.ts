import type { LineOption } from "../../../contracts/notation/common.ts";
import { inLanguage } from "../i18n.ts";

/** "Iced · Extra shot × 2 · Oat milk" */
export const optionText = (options: Pick<LineOption, "name" | "quantity">[] = []): string =>
	options.map(({ name, quantity }) => (quantity > 1 ? `${inLanguage(name)} × ${quantity}` : inLanguage(name))).join(" · ");
