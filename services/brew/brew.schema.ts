import type { ProblemCode } from "../../contracts/problems.ts";
import type { BrewStatus } from "../../lib/catalogue.ts";
import { boolean, integer, listOf, meaning, named, nullable, object, text, time } from "../../lib/schema.ts";

export const ticket = named(
	"Brew",
	object({
		orderId: text,
		status: meaning<BrewStatus>({
			received: "nothing has begun; `stocked` once its stock is reserved",
			brewing: "cannot be cancelled any more",
			brewed: "done",
			cancelled: "never begun",
			out_of_stock: "what is `missing` was not to be had",
		}),
		receivedAt: time,
		startedAt: nullable(time),
		completedAt: nullable(time),
		dueAt: nullable(time),
		stocked: boolean,
		missing: listOf(text),
		version: integer,
	}),
);

export const notToBeStarted = ["already_brewing", "brew_cancelled", "stock_unconfirmed"] as const satisfies ProblemCode[];
export const notToBeCompleted = ["not_brewing", "brew_cancelled"] as const satisfies ProblemCode[];
