import { described, integer, named, nullable, object, oneOf, pageOf, text, time } from "../../lib/schema.ts";
import { level } from "../../lib/schema-order.ts";

export const customer = named(
	"Customer",
	object({
		name: nullable(text),
		level: described(level, "At which the last order was taken."),
		nextLevel: described(level, "At which the next order will be taken."),
		score: integer,
		quantityToNextLevel: described(nullable(integer), "Null at the top."),
		version: integer,
	}),
);
export const ledger = pageOf(
	named("LedgerEntry", object({ orderId: text, delta: integer, reason: oneOf("completed", "taken_back"), at: time })),
);
