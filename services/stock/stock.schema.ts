import { integer, listOf, named, object, text } from "../../lib/schema.ts";
import type { Count } from "./stock.ts";

/** `onHand` still holds what is reserved, until it is brewed. */
const fields = { productId: text, onHand: integer, reserved: integer, available: integer };
export const count = named("Stock", object<Count & { version: number }>({ ...fields, version: integer }));
export const counts = object({ items: listOf(named("StockItem", object<Count>(fields))), version: integer });
