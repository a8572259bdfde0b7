import { dictionary } from "../shared/i18n.ts";

const ko = { title: "주문" };

const en: typeof ko = { title: "Order" };

/** What only the customer's page says. */
export const texts = dictionary(ko, en);
