import type { Role } from "../../lib/caller.ts";
import { integer, listOf, named, nullable, object, oneOf, text, time } from "../../lib/schema.ts";
import type { show } from "./account.view.ts";

/** What a person has not told of themselves is null, and all of it once they have left. */
export const account = named(
	"Account",
	object<ReturnType<typeof show>>({
		id: text,
		phone: nullable(text),
		name: nullable(text),
		language: oneOf("ko", "en"),
		roles: listOf(oneOf<Role>("customer", "staff", "rider", "operator")),
		storeId: nullable(text),
		createdAt: time,
		version: integer,
	}),
);
export const session = named("Session", object({ token: text, expiresAt: time, account }));
