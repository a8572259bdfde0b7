import { iso, isoOrNull } from "../../lib/domain/iso-time.ts";
import { madeOf } from "../../lib/domain/ticket-progress.ts";
import type { ActorDocument } from "../../lib/storage/actor-store.ts";
import type { Ticket } from "./brew.ts";

/** The ticket as the API shows it. */
export const show = ({ state, version }: ActorDocument<Ticket>) => ({
	orderId: state.orderId,
	status: state.status,
	receivedAt: iso(state.receivedAt),
	startedAt: isoOrNull(state.startedAt),
	completedAt: isoOrNull(state.completedAt),
	dueAt: isoOrNull(state.dueAt),
	entersAt: isoOrNull(state.entersAt ?? null),
	stocked: state.stocked,
	missing: state.missing,
	made: madeOf(state),
	version,
});
