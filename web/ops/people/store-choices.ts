import type { Store } from "../../../contracts/store.ts";
import { inLanguage } from "../../shared/i18n.ts";

export const choicesOf = (stores: Store[]) => stores.map(({ id, name }) => ({ value: id, label: inLanguage(name) }));
